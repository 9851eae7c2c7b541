import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { useAlerts } from '../../api/hub';
import type { Alert } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill } from '../../parts/words';

function useKind() {
  const { t, i18n } = useTranslation();
  return (kind: string): string => {
    const key = `alerts.kind.${kind}`;
    return i18n.exists(key) ? t(key as 'alerts.kind.status_jump') : kind;
  };
}

function Links({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const stay = (event: MouseEvent) => event.stopPropagation();
  return (
    <span className="links">
      {alert.order_id && (
        <Link to={`/orders/${alert.order_id}`} onClick={stay}>
          {t('alerts.order')} #{alert.order_id}
        </Link>
      )}
      {alert.message_id && (
        <Link to={`/messages?id=${alert.message_id}`} onClick={stay}>
          {t('alerts.message')} #{alert.message_id}
        </Link>
      )}
    </span>
  );
}

export default function AlertsPage() {
  const { t } = useTranslation();
  const kind = useKind();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const cursor = params.get('cursor') ?? undefined;
  const query = useAlerts(cursor);
  const page = query.data;
  const columns: Column<Alert>[] = [
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 100,
      render: (a) => (
        <Pill tone={a.resolved ? 'grey' : 'red'}>
          {t(a.resolved ? 'alerts.resolved' : 'alerts.open')}
        </Pill>
      ),
    },
    {
      key: 'what',
      title: t('messages.cause'),
      render: (a) => (
        <>
          <b className="cause">{kind(a.kind)}</b>
          <small className="quiet block">{a.detail}</small>
        </>
      ),
    },
    { key: 'links', title: t('alerts.about'), width: 230, render: (a) => <Links alert={a} /> },
    {
      key: 'at',
      title: t('clock.raised_at'),
      width: 160,
      render: (a) => <Moment at={a.at} clock={t('clock.raised_at')} />,
    },
  ];
  return (
    <Page title={t('alerts.title')} of={query}>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing title={t('alerts.empty')} hint={t('alerts.empty_hint')} />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('alerts.title')}
          columns={columns}
          rows={page.items}
          rowKey={(a) => a.id}
          onOpen={(a) => a.order_id && navigate(`/orders/${a.order_id}`)}
        />
      )}
      <Pager
        cursor={cursor}
        next={page?.next_cursor}
        onCursor={(next) => setParams(next ? { cursor: next } : {})}
      />
    </Page>
  );
}
