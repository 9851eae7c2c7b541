import { ShoppingOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router-dom';
import { useOrders } from '../../api/orders';
import type { Order } from '../../api/types';
import { orderFilters } from '../../base/order_filters';
import { useAddressed } from '../../parts/addressed';
import { DataTable } from '../../parts/data_table';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useZone } from '../../parts/words';
import { useCalmRows } from './calm_rows';
import { Filters } from './filters';
import { useOrderColumns } from './columns';
import { PeekPanel, usePeeking, type Peeking } from './peeking';
import './orders.css';

function Empty({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  const icon = <ShoppingOutlined />;
  if (filtered) {
    return (
      <Nothing
        icon={icon}
        title={t('orders.empty_filtered')}
        hint={t('orders.empty_filtered_hint')}
        action={<Button onClick={onClear}>{t('common.clear')}</Button>}
      />
    );
  }
  return (
    <Nothing
      icon={icon}
      title={t('orders.empty')}
      hint={t('orders.empty_hint')}
      action={
        <Link to="/shops">
          <Button type="primary">{t('orders.to_shops')}</Button>
        </Link>
      }
    />
  );
}

type RowsProps = Peeking & { rows: Order[]; label: string; live: boolean };

function Rows({ rows, label, live, peeked, onPeek }: RowsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const columns = useOrderColumns(({ id }) => onPeek(id));
  const [pointed, setPointed] = useState(false);
  const calm = useCalmRows(rows, live, pointed);
  return (
    <div onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      {calm.fresh > 0 && (
        <button className="fresh" onClick={calm.accept}>
          {t('orders.fresh', { count: calm.fresh })}
        </button>
      )}
      <DataTable
        label={label}
        columns={columns}
        rows={calm.rows}
        rowKey={(order) => order.id}
        version={(order) => order.version}
        onOpen={(order) => navigate(`/orders/${order.id}`)}
        onPeek={(order) => onPeek(order.id)}
        peeked={peeked}
      />
      {peeked && <PeekPanel peeked={peeked} onPeek={onPeek} ids={calm.rows.map(({ id }) => id)} />}
    </div>
  );
}

export default function OrdersPage() {
  const { t } = useTranslation();
  const { filters, change } = useAddressed(orderFilters);
  const { peeked, onPeek } = usePeeking();
  const query = useOrders(filters, useZone()(filters.shop));
  const page = query.data;
  return (
    <Page title={t('orders.title')} of={query}>
      <Filters filters={filters} onChange={change} />
      {query.isPending && <Loading rows={12} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Empty filtered={orderFilters.count(filters) > 0} onClear={() => change({})} />
      )}
      {page && page.items.length > 0 && (
        <Rows
          key={orderFilters.write(filters).toString()}
          rows={page.items}
          label={t('orders.title')}
          live={!filters.cursor}
          peeked={peeked}
          onPeek={onPeek}
        />
      )}
      {peeked && !query.isPending && !page?.items.length && (
        <PeekPanel peeked={peeked} onPeek={onPeek} ids={[]} />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
    </Page>
  );
}
