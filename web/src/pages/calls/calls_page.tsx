import { ApiOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { useCalls } from '../../api/calls';
import { readCallFilters, writeCallFilters, type CallFilters } from '../../base/call_filters';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useZone } from '../../parts/words';
import { TrafficTabs } from '../messages/traffic_tabs';
import { CallDrawer } from './call_drawer';
import { Filters } from './call_filters';
import { CallTable } from './call_table';

export default function CallsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const filters = readCallFilters(params);
  const id = params.get('id') || undefined;
  const change = (next: CallFilters, open?: string) => {
    const written = writeCallFilters(next);
    if (open) written.set('id', open);
    setParams(written);
  };
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
      <CallDrawer id={id} onClose={() => change(filters)} />
    </Page>
  );
}
