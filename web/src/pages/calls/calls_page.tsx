import { ApiOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useCalls } from '../../api/calls';
import {
  callFilters,
  callKinds,
  callOutcomes,
  callWords,
  type CallFilters,
} from '../../base/call_filters';
import { useAddressed } from '../../parts/addressed';
import { FilterBar } from '../../parts/filter_bar';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useZone } from '../../parts/words';
import { TrafficTabs } from '../messages/traffic_tabs';
import { CallDrawer } from './call_drawer';
import { CallTable } from './call_table';

type FiltersProps = { filters: CallFilters; onChange: (filters: CallFilters) => void };

function Filters({ filters, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const kinds = callKinds.map((value) => ({ value, label: t(`call_log.kind.${value}`) }));
  return (
    <FilterBar
      set={callFilters}
      filters={filters}
      onChange={onChange}
      chips={{
        of: 'outcome',
        label: t('call_log.outcome_name'),
        words: callOutcomes,
        name: (outcome) => t(`call_log.outcome.${outcome}`),
      }}
      choices={[{ of: 'kind', label: t('call_log.kind_name'), options: kinds }]}
      days={t('call_log.started_at')}
      words={{
        label: t('call_log.filter_word'),
        of: callWords,
        name: (word) => t(`call_log.word.${word as (typeof callWords)[number]}`),
      }}
    />
  );
}

export default function CallsPage() {
  const { t } = useTranslation();
  const { filters, opened, change } = useAddressed(callFilters);
  const query = useCalls(filters, useZone()(filters.shop));
  const page = query.data;
  return (
    <Page title={t('call_log.title')} hint={t('call_log.hint')} of={query}>
      <TrafficTabs chosen="calls" />
      <Filters filters={filters} onChange={change} />
      {query.isPending && <Loading rows={12} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<ApiOutlined aria-hidden />}
          title={t('call_log.empty')}
          hint={t('call_log.empty_hint')}
        />
      )}
      {page && page.items.length > 0 && (
        <CallTable rows={page.items} onOpen={(call) => change(filters, call.id)} />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
      <CallDrawer id={opened} onClose={() => change(filters)} />
    </Page>
  );
}
