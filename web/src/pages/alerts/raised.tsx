import { Button } from 'antd';
import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { acknowledgeAlert, resolveAlert, useAlerts } from '../../api/alerts';
import { useMay } from '../../api/session';
import type { Alert, AlertState } from '../../api/types';
import { Chips } from '../../parts/chips';
import { DataTable, type Column } from '../../parts/data_table';
import { Pager } from '../../parts/pager';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill } from '../../parts/words';
import { useWriting } from '../../parts/writing';
import { useKind, useSpeech } from './kinds';
import { SilenceDialog, type SilenceFrom } from './silence_dialog';

const states = ['open', 'acknowledged', 'resolved'] as const;
const tones: Record<AlertState, string> = { open: 'red', acknowledged: 'amber', resolved: 'grey' };

const stay = (event: MouseEvent) => event.stopPropagation();

function Links({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
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
      {alert.kind === 'outbox_gave_up' && alert.state !== 'resolved' && (
        <Link to="/review?tab=calls" onClick={stay}>
          {t('calls.tab')}
        </Link>
      )}
    </span>
  );
}

/** Who took note of it or ended it last, and what he left. */
function Deed({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  if (alert.state === 'open') return null;
  const [at, by] =
    alert.state === 'resolved'
      ? [alert.resolved_at, alert.resolved_by]
      : [alert.acknowledged_at, alert.acknowledged_by];
  return (
    <small className="quiet block">
      {by} · <Moment at={at} clock={t(`alerts.at.${alert.state}`)} />
      {alert.note && <span className="block">{alert.note}</span>}
    </small>
  );
}

type Acts = { onResolve: (id: string) => void; onSilence: (from: SilenceFrom) => void };

// Of what tells of telling itself nobody is told.
const canBeSilenced = ({ kind }: Alert) => !kind.startsWith('notify_');

function Actions({ alert, onResolve, onSilence }: Acts & { alert: Alert }) {
  const { t } = useTranslation();
  const acknowledge = useWriting(acknowledgeAlert, {
    done: () => t('alerts.acknowledged_done'),
    renew: ['alerts'],
  });
  if (alert.state === 'resolved') return null;
  return (
    <span className="links" onClick={stay}>
      {alert.state === 'open' && (
        <Button size="small" loading={acknowledge.busy} onClick={() => acknowledge.run(alert.id)}>
          {t('alerts.acknowledge')}
        </Button>
      )}
      <Button size="small" onClick={() => onResolve(alert.id)}>
        {t('alerts.resolve')}
      </Button>
      {canBeSilenced(alert) && (
        <Button
          size="small"
          onClick={() => onSilence({ kinds: [alert.kind], shops: alert.shop ? [alert.shop] : [] })}
        >
          {t('telling.silences.like_this')}
        </Button>
      )}
    </span>
  );
}

function useColumns(acts: Acts): Column<Alert>[] {
  const { t } = useTranslation();
  const kind = useKind();
  const may = useMay('alerts');
  const columns: Column<Alert>[] = [
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 110,
      render: (a) => <Pill tone={tones[a.state]}>{t(`alerts.state.${a.state}`)}</Pill>,
    },
    {
      key: 'what',
      title: t('messages.cause'),
      sentences: true,
      render: (a) => (
        <>
          <b className="cause">{kind(a.kind).title}</b>
          {a.count > 1 && <span className="quiet"> {t('alerts.times', { count: a.count })}</span>}
          <small className="block">{a.detail}</small>
          {a.state !== 'resolved' && (
            <small className="quiet block alert-advice">{kind(a.kind).advice}</small>
          )}
          <Deed alert={a} />
        </>
      ),
    },
    { key: 'links', title: t('alerts.about'), width: 190, render: (a) => <Links alert={a} /> },
    {
      key: 'at',
      title: t('clock.raised_at'),
      width: 160,
      render: (a) => <Moment at={a.at} clock={t('clock.raised_at')} />,
    },
  ];
  if (!may) return columns;
  const actions: Column<Alert> = {
    key: 'actions',
    title: t('alerts.actions'),
    width: 250,
    render: (a) => <Actions alert={a} {...acts} />,
  };
  return [...columns, actions];
}

/** "all" stands in the address; what is open is what is asked for first. */
function States({ chosen, onChange }: { chosen: string; onChange: (state: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="toolbar">
      <Chips
        label={t('messages.state_name')}
        words={[...states, 'all' as const]}
        name={(state) => (state === 'all' ? t('common.all') : t(`alerts.state.${state}`))}
        chosen={chosen as (typeof states)[number] | 'all'}
        onChoose={onChange}
      />
    </div>
  );
}

function Resolving({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const resolve = useWriting(resolveAlert, {
    done: () => t('alerts.resolved_done'),
    after: onClose,
    renew: ['alerts'],
  });
  return (
    <ReasonDialog
      title={t('alerts.resolve')}
      hint={t('alerts.resolve_hint')}
      open={id !== undefined}
      busy={resolve.busy}
      optional
      onCancel={onClose}
      onDone={(note) => id && resolve.run(id, note)}
    />
  );
}

/** What was raised, what is open first. */
export function Raised() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [resolving, setResolving] = useState<string>();
  const [silencing, setSilencing] = useState<SilenceFrom>();
  const columns = useColumns({ onResolve: setResolving, onSilence: setSilencing });
  const cursor = params.get('cursor') ?? undefined;
  const asked = params.get('state') ?? 'open';
  const state = states.find((s) => s === asked);
  const query = useAlerts(state, cursor, useSpeech());
  const page = query.data;
  return (
    <>
      <States chosen={state ?? 'all'} onChange={(next) => setParams({ state: next })} />
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          title={t(`alerts.empty.${state ?? 'all'}`)}
          hint={t(state ? 'alerts.empty_filtered_hint' : 'alerts.empty_hint')}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          stacks
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
        onCursor={(next) => setParams({ state: asked, ...(next ? { cursor: next } : {}) })}
      />
      <Resolving id={resolving} onClose={() => setResolving(undefined)} />
      {silencing && <SilenceDialog from={silencing} onClose={() => setSilencing(undefined)} />}
    </>
  );
}
