// The list of stock: by SKU, warehouse and pool.
import { AppstoreOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router-dom';
import { usePools, useWarehouses } from '../../api/catalogue';
import { useMay } from '../../api/session';
import { useStock } from '../../api/stock';
import type { StockItem } from '../../api/types';
import {
  nobody,
  stockFilters,
  stockStates,
  stockWords,
  type StockFilters,
} from '../../base/stock_filters';
import { useAddressed } from '../../parts/addressed';
import { DataTable } from '../../parts/data_table';
import { FilterBar } from '../../parts/filter_bar';
import { useHotkeys } from '../../parts/hotkeys';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Entering } from './entering';
import { ItemActions, useStockDialog } from './item_actions';
import { useItemColumns } from './item_columns';

type FiltersProps = { filters: StockFilters; onChange: (filters: StockFilters) => void };

function Filters({ filters, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const warehouses = useWarehouses().data?.items ?? [];
  const pools = usePools().data?.items ?? [];
  const named = ({ code, name }: { code: string; name: string }) => ({
    value: code,
    label: name || code,
  });
  return (
    <FilterBar
      set={stockFilters}
      filters={filters}
      onChange={onChange}
      chips={{
        of: 'state',
        label: t('stock.state_name'),
        words: stockStates,
        name: (state) => t(`stock.state.${state}`),
      }}
      choices={[
        { of: 'warehouse', label: t('stock.warehouse'), options: warehouses.map(named) },
        {
          of: 'pool',
          label: t('stock.pool'),
          options: [{ value: nobody, label: t('stock.of_nobody') }, ...pools.map(named)],
        },
      ]}
      words={{
        label: t('stock.filter_word'),
        of: stockWords,
        name: (word) => t(`stock.word.${word as (typeof stockWords)[number]}`),
      }}
    />
  );
}

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const icon = <AppstoreOutlined aria-hidden />;
  if (filtered) {
    return (
      <Nothing
        icon={icon}
        title={t('stock.empty_filtered')}
        hint={t('stock.empty_filtered_hint')}
        action={<Button onClick={onClear}>{t('common.clear')}</Button>}
      />
    );
  }
  return (
    <Nothing
      icon={icon}
      title={t('stock.empty')}
      hint={t('stock.empty_hint')}
      action={<Link to="/stock/skus">{t('stock.to_skus')}</Link>}
    />
  );
}

function Rows({ rows }: { rows: StockItem[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<string>();
  const may = useMay('stock');
  const { begin, dialog } = useStockDialog();
  const columns = useItemColumns({
    asked,
    onAsk: setAsked,
    actions: may ? (item) => <ItemActions item={item} onAct={begin} /> : undefined,
  });
  useHotkeys(asked ? { Escape: () => setAsked(undefined) } : {});
  return (
    <>
      <DataTable
        label={t('stock.title')}
        columns={columns}
        rows={rows}
        rowKey={(item) => item.id}
        version={(item) => item.version}
        onOpen={(item) => navigate(`/stock/items/${item.id}`)}
        onPeek={(item) => setAsked(asked === item.id ? undefined : item.id)}
        peeked={asked}
        acts={
          may
            ? { a: (item) => begin('adjust', item), r: (item) => begin('receive', item) }
            : undefined
        }
      />
      {dialog}
    </>
  );
}

export function Items() {
  const { filters, change } = useAddressed(stockFilters);
  const query = useStock(filters);
  const page = query.data;
  return (
    <>
      <Filters filters={filters} onChange={change} />
      <Entering filters={filters} />
      {query.isPending && <Loading rows={12} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Empty filtered={stockFilters.count(filters) > 0} onClear={() => change({})} />
      )}
      {page && page.items.length > 0 && (
        <Rows key={stockFilters.write(filters).toString()} rows={page.items} />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
    </>
  );
}
