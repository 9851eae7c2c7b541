// The ledger of an item: every movement, what it did to each number, and why.
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMovements } from '../../api/stock';
import type { StockItem, StockMovement } from '../../api/types';
import { shelfOf } from '../../base/stock_figures';
import { ledgerFilters, movementKinds } from '../../base/stock_filters';
import { useAddressed } from '../../parts/addressed';
import { DataTable, type Column } from '../../parts/data_table';
import { Card } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading } from '../../parts/states';
import { Moment } from '../../parts/words';
import { Actor, Cause, Change } from './stock_words';

/** "可用 → 锁定", with what each of them held afterwards. */
function Way({ of: m }: { of: StockMovement }) {
  const { t, i18n } = useTranslation();
  const end = (bucket: StockMovement['from'], left: number) => (
    <span className={bucket === 'outside' ? 'quiet' : undefined}>
      {t(`stock.bucket.${bucket}`)}
      {bucket !== 'outside' && (
        <small className="quiet">
          {' '}
          {t('stock.left', { units: left.toLocaleString(i18n.language) })}
        </small>
      )}
    </span>
  );
  return (
    <>
      {end(m.from, m.from_left)} → {end(m.to, m.to_left)}
    </>
  );
}

function useColumns(item: StockItem): Column<StockMovement>[] {
  const { t } = useTranslation();
  const shelf = shelfOf(item);
  const by = (m: StockMovement) => {
    if (m.to === shelf) return m.quantity;
    return m.from === shelf ? -m.quantity : undefined;
  };
  return [
    {
      key: 'no',
      title: '#',
      width: 64,
      render: (m) => <span className="number quiet">{m.no}</span>,
    },
    {
      key: 'at',
      title: t('stock.moved_at'),
      width: 130,
      render: (m) => <Moment at={m.at} clock={t('stock.moved_at')} />,
    },
    {
      key: 'kind',
      title: t('stock.kind'),
      sentences: true,
      render: (m) => (
        <>
          {t(`stock.movement.${m.kind}`)}
          <small className="block">
            <b>{m.quantity}</b> <Way of={m} />
          </small>
        </>
      ),
    },
    {
      key: 'by',
      title: t('stock.bucket.sellable'),
      width: 80,
      align: 'right',
      render: (m) => {
        const change = by(m);
        return change === undefined ? <span className="quiet">—</span> : <Change by={change} />;
      },
    },
    { key: 'cause', title: t('stock.cause'), width: 150, render: (m) => <Cause of={m} /> },
    {
      key: 'why',
      title: t('stock.who_and_why'),
      width: 170,
      render: (m) => (
        <>
          <Actor of={m} />
          {m.reason && (
            <small className="quiet block clip" title={m.reason}>
              {m.reason}
            </small>
          )}
        </>
      ),
    },
  ];
}

export function Ledger({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const { filters, change } = useAddressed(ledgerFilters);
  const query = useMovements(item.id, filters);
  const columns = useColumns(item);
  const page = query.data;
  const kinds = movementKinds.map((value) => ({ value, label: t(`stock.movement.${value}`) }));
  return (
    <Card
      title={t('stock.ledger')}
      hint={t('stock.ledger_hint')}
      extra={
        <Select
          allowClear
          className="filter-choice"
          aria-label={t('stock.kind')}
          placeholder={t('stock.kind')}
          popupMatchSelectWidth={false}
          value={filters.kind}
          options={kinds}
          onChange={(kind?: (typeof movementKinds)[number]) =>
            change(ledgerFilters.change(filters, { kind }))
          }
        />
      }
    >
      {query.isPending && <Loading rows={8} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && <p className="card-text quiet">{t('stock.ledger_empty')}</p>}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('stock.ledger')}
          columns={columns}
          rows={page.items}
          rowKey={(m) => String(m.no)}
        />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
    </Card>
  );
}
