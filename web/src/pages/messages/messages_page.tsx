import { InboxOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useMessages } from '../../api/messages';
import {
  messageFilters,
  messageStates,
  messageWords,
  type MessageFilters,
} from '../../base/message_filters';
import { useAddressed } from '../../parts/addressed';
import { DataTable } from '../../parts/data_table';
import { FilterBar } from '../../parts/filter_bar';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useZone } from '../../parts/words';
import { useMessageColumns } from './message_columns';
import { MessageDrawer } from './message_drawer';
import { TrafficTabs } from './traffic_tabs';

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
  const columns = useMessageColumns();
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
