import { InboxOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { useMessages, type MessageFilters } from '../../api/messages';
import { useShops } from '../../api/shops';
import type { Message, MessageState } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, ShopName } from '../../parts/words';
import { MessageDrawer } from './message_drawer';
import { Cause, StatePill } from './message_words';

const states = ['received', 'applied', 'duplicate', 'ignored', 'waiting', 'parked'] as const;

function useColumns(): Column<Message>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'id',
      title: t('messages.id'),
      width: 110,
      render: (m) => <span className="number">#{m.id}</span>,
    },
    {
      key: 'received_at',
      title: t('clock.received_at'),
      width: 150,
      render: (m) => <Moment at={m.received_at} clock={t('clock.received_at')} shop={m.shop} />,
    },
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 100,
      render: (m) => <StatePill state={m.state} />,
    },
    {
      key: 'kind',
      title: t('messages.kind_name'),
      width: 150,
      render: (m) => (
        <>
          {t(`messages.kind.${m.kind}`)} <small className="quiet">{m.route}</small>
        </>
      ),
    },
    { key: 'shop', title: t('orders.shop'), width: 160, render: (m) => <ShopName code={m.shop} /> },
    { key: 'cause', title: t('messages.cause'), render: (m) => <Cause message={m} /> },
    {
      key: 'external_id',
      title: t('messages.external_id'),
      width: 280,
      render: (m) => <small className="clip quiet number">{m.external_id ?? '—'}</small>,
    },
  ];
}

type Filters = MessageFilters & { id?: string };

function readFilters(params: URLSearchParams): Filters {
  const state = states.find((s) => s === params.get('state'));
  const text = (key: string) => params.get(key) || undefined;
  return { state, shop: text('shop'), cursor: text('cursor'), id: text('id') };
}

function Toolbar({ filters, onChange }: { filters: Filters; onChange: (f: Filters) => void }) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  const set = (state?: MessageState) => onChange({ shop: filters.shop, state });
  return (
    <div className="toolbar">
      <div className="chips" role="group" aria-label={t('messages.state_name')}>
        <button aria-pressed={!filters.state} onClick={() => set(undefined)}>
          {t('common.all')}
        </button>
        {states.map((state) => (
          <button key={state} aria-pressed={filters.state === state} onClick={() => set(state)}>
            {t(`messages.state.${state}`)}
          </button>
        ))}
      </div>
      <Select
        allowClear
        style={{ width: 200 }}
        aria-label={t('orders.shop')}
        placeholder={t('orders.shop')}
        value={filters.shop}
        options={shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }))}
        onChange={(shop?: string) => onChange({ state: filters.state, shop })}
      />
    </div>
  );
}

export default function MessagesPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const columns = useColumns();
  const filters = readFilters(params);
  const { id, ...asked } = filters;
  const change = (next: Filters) => {
    const entries = Object.entries(next).filter(([, value]) => value);
    setParams(new URLSearchParams(entries as [string, string][]));
  };
  const query = useMessages(asked);
  const page = query.data;
  return (
    <Page title={t('messages.title')} of={query}>
      <Toolbar filters={filters} onChange={change} />
      {query.isPending && <Loading rows={12} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<InboxOutlined aria-hidden />}
          title={t('messages.empty')}
          hint={t('messages.empty_hint')}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('messages.title')}
          columns={columns}
          rows={page.items}
          rowKey={(m) => m.id}
          onOpen={(m) => change({ ...filters, id: m.id })}
        />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...asked, cursor })}
      />
      <MessageDrawer id={id} onClose={() => change(asked)} />
    </Page>
  );
}
