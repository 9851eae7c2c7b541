// The SKU master: what is sold, what bundles are made of, what is sold before it is there.
import { PlusOutlined, SearchOutlined, TagsOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import { removeSku, useSkus } from '../../api/catalogue';
import { useMay } from '../../api/session';
import type { Sku } from '../../api/types';
import { stockAddress } from '../../base/stock_filters';
import { DataTable, type Column } from '../../parts/data_table';
import { Pager } from '../../parts/pager';
import { Removal } from '../../parts/removal';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Copyable, Pill } from '../../parts/words';
import { SheetButtons } from './sheets';
import { SkuDrawer } from './sku_drawer';

function Selling({ of: sku }: { of: Sku }) {
  const { t } = useTranslation();
  if (sku.components.length) {
    return (
      <>
        <Pill tone="teal">{t('stock.skus.kind.bundle')}</Pill>
        <small className="quiet clip">
          {sku.components
            .map(({ sku: code, units = 1, gift }) => {
              const made = `${code} × ${units}`;
              return gift ? `${made} (${t('stock.skus.gift')})` : made;
            })
            .join(' + ')}
        </small>
      </>
    );
  }
  if (!sku.presale) return <span className="quiet">{t('stock.skus.on_hand')}</span>;
  const { arrives_on, ceiling, mode = 'placeholder' } = sku.presale;
  return (
    <>
      <Pill tone="amber">{t('stock.skus.presale')}</Pill>
      <small className="quiet block">
        {t('stock.skus.arrives', { day: arrives_on })} · {t(`stock.skus.mode.${mode}`)}
        {ceiling !== undefined && ` ≤ ${ceiling}`}
      </small>
    </>
  );
}

type Edit = (sku: Sku) => void;

function useColumns(onEdit: Edit | undefined): Column<Sku>[] {
  const { t } = useTranslation();
  const all: Column<Sku>[] = [
    {
      key: 'sku',
      title: t('stock.sku'),
      render: (sku) => (
        <>
          <span className="clip">{sku.name || sku.sku}</span>
          <small className="quiet">
            <Copyable text={sku.sku} />
          </small>
        </>
      ),
    },
    {
      key: 'barcode',
      title: t('stock.skus.barcode'),
      width: 160,
      render: (sku) => <span className="number">{sku.barcode || '—'}</span>,
    },
    { key: 'unit', title: t('stock.skus.unit'), width: 80, render: (sku) => sku.unit || '—' },
    { key: 'selling', title: t('stock.skus.selling'), render: (sku) => <Selling of={sku} /> },
    {
      key: 'alert_below',
      title: t('stock.skus.alert_below'),
      width: 110,
      align: 'right',
      render: (sku) => sku.alert_below ?? <span className="quiet">—</span>,
    },
    {
      key: 'stock',
      title: '',
      width: 90,
      render: (sku) =>
        !sku.components.length && (
          <Link to={stockAddress({ sku: sku.sku })}>{t('stock.skus.stock')}</Link>
        ),
    },
  ];
  if (!onEdit) return all;
  const act: Column<Sku> = {
    key: 'act',
    title: t('alerts.actions'),
    width: 170,
    align: 'right',
    render: (sku) => (
      <span className="user-actions">
        <Button size="small" onClick={() => onEdit(sku)}>
          {t('common.edit')}
        </Button>
        <Removal
          name={sku.name || sku.sku}
          hint={t('stock.skus.remove_hint')}
          act={(key) => removeSku(key, sku.sku)}
          renew={['skus', 'stock', 'audit']}
        />
      </span>
    ),
  };
  return [...all, act];
}

function useAddress() {
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? undefined;
  const cursor = params.get('cursor') ?? undefined;
  const go = (next: { q?: string | undefined; cursor?: string | undefined }) => {
    const written = new URLSearchParams();
    if (next.q) written.set('q', next.q);
    if (next.cursor) written.set('cursor', next.cursor);
    setParams(written);
  };
  return { q, cursor, go };
}

export function Skus() {
  const { t } = useTranslation();
  const { q, cursor, go } = useAddress();
  const [editing, setEditing] = useState<Sku | 'new'>();
  const may = useMay('stock');
  const query = useSkus(q, cursor);
  const columns = useColumns(may ? setEditing : undefined);
  const page = query.data;
  const add = may && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>
      {t('stock.skus.add')}
    </Button>
  );
  return (
    <>
      <div className="bulk">
        <Input
          key={q}
          allowClear
          className="sku-search"
          defaultValue={q}
          prefix={<SearchOutlined aria-hidden />}
          aria-label={t('stock.skus.search')}
          placeholder={t('stock.skus.search')}
          onChange={(event) => !event.target.value && q && go({})}
          onPressEnter={(event) => go({ q: event.currentTarget.value.trim() || undefined })}
        />
        {add}
        <SheetButtons of="skus" />
      </div>
      {query.isPending && <Loading rows={8} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<TagsOutlined aria-hidden />}
          title={t(q ? 'stock.skus.empty_found' : 'stock.skus.empty')}
          hint={t(q ? 'stock.skus.empty_found_hint' : 'stock.skus.empty_hint')}
          action={!q && add}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('stock.tabs.skus')}
          columns={columns}
          rows={page.items}
          rowKey={(sku) => sku.sku}
          {...(may ? { onOpen: setEditing } : {})}
        />
      )}
      <Pager
        cursor={cursor}
        next={page?.next_cursor}
        onCursor={(next) => go({ q, cursor: next })}
      />
      {editing && (
        <SkuDrawer
          sku={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
