// What platforms have sold and is not there: who waits, what could cover it, and what can be done.
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import { useShortages } from '../../api/stock';
import type { StockShortage } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, ShopName } from '../../parts/words';
import { AdviceOn, ShortageActs } from './shortage_parts';
import { PlaceOf, Units } from './stock_words';

function useColumns(): Column<StockShortage>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'sku',
      title: t('stock.sku'),
      render: (one) => (
        <>
          <Link to={`/stock/items/${one.item_id}`}>{one.name || one.sku}</Link>
          {one.name && <small className="quiet block number">{one.sku}</small>}
        </>
      ),
    },
    {
      key: 'place',
      title: t('stock.warehouse'),
      width: 150,
      render: (one) => <PlaceOf of={one} />,
    },
    {
      key: 'order',
      title: t('stock.waiting_order'),
      width: 160,
      render: (one) => (
        <>
          <Link to={`/orders/${one.order_id}`}>{t('stock.order', { id: one.order_id })}</Link>{' '}
          <small>#{one.line_no}</small>
          <small className="quiet block">
            <ShopName code={one.shop} />
          </small>
        </>
      ),
    },
    {
      key: 'at',
      title: t('stock.short_since'),
      width: 130,
      render: (one) => <Moment at={one.at} clock={t('stock.short_since')} shop={one.shop} />,
    },
    {
      key: 'missing',
      title: t('stock.missing'),
      width: 100,
      align: 'right',
      render: (one) => (
        <>
          <b className="bad">{one.missing}</b>
          {one.covered > 0 && (
            <small className="quiet block">
              {t('stock.covered_of', { covered: one.covered, quantity: one.quantity })}
            </small>
          )}
        </>
      ),
    },
    {
      key: 'sellable',
      title: t('stock.bucket.sellable'),
      width: 80,
      align: 'right',
      render: (one) => <Units of={one.sellable} />,
    },
    {
      key: 'advice',
      title: t('stock.advice.title'),
      width: 190,
      render: (one) => <AdviceOn of={one} />,
    },
    {
      key: 'act',
      title: t('alerts.actions'),
      width: 150,
      align: 'right',
      render: (one) => <ShortageActs of={one} />,
    },
  ];
}

export function Shortages() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const cursor = params.get('cursor') ?? undefined;
  const query = useShortages(cursor);
  const columns = useColumns();
  const page = query.data;
  return (
    <>
      <p className="quiet">{t('stock.shortages_hint')}</p>
      {query.isPending && <Loading rows={8} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && !page.next_cursor && (
        <Nothing title={t('stock.no_shortages')} hint={t('stock.no_shortages_hint')} />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('stock.tabs.shortages')}
          columns={columns}
          rows={page.items}
          rowKey={(one) => one.id}
        />
      )}
      <Pager
        cursor={cursor}
        next={page?.next_cursor}
        onCursor={(next) => setParams(next ? { cursor: next } : {})}
      />
    </>
  );
}
