import { InboxOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useMessages } from '../../api/messages';
import type { Message } from '../../api/types';
import {
  messageFilters,
  messageStates,
  messageWords,
  type MessageFilters,
} from '../../base/message_filters';
import { useAddressed } from '../../parts/addressed';
import { DataTable, type Column } from '../../parts/data_table';
import { FilterBar } from '../../parts/filter_bar';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, ShopName, useZone } from '../../parts/words';
import { MessageDrawer } from './message_drawer';
import { Cause, StatePill } from './message_words';
import { TrafficTabs } from './traffic_tabs';

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

type FiltersProps = { filters: MessageFilters; onChange: (filters: MessageFilters) => void };

function Filters({ filters, onChange }: FiltersProps) {
  const { t } = useTranslation();
  return (
    <FilterBar
      set={messageFilters}
      filters={filters}
      onChange={onChange}
      chips={{
        of: 'state',
        label: t('messages.state_name'),
        words: messageStates,
        name: (state) => t(`messages.state.${state}`),
      }}
      days={t('clock.received_at')}
      words={{
        label: t('messages.filter_word'),
        of: messageWords,
        name: (word) => t(`messages.word.${word as (typeof messageWords)[number]}`),
      }}
    />
  );
}

export default function MessagesPage() {
  const { t } = useTranslation();
  const columns = useColumns();
  const { filters, opened, change } = useAddressed(messageFilters);
  const query = useMessages(filters, useZone()(filters.shop));
  const page = query.data;
  return (
    <Page title={t('messages.title')} of={query}>
      <TrafficTabs chosen="received" />
      <Filters filters={filters} onChange={change} />
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
          onOpen={(m) => change(filters, m.id)}
        />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
      <MessageDrawer id={opened} onClose={() => change(filters)} />
    </Page>
  );
}
