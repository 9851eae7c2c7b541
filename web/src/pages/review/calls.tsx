// Calls to others that were given up, and what is done about them; those that wait or came to their end
// can be looked at as well.
import { Button } from 'antd';
import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import { discardCall, retryCall, useOutgoing } from '../../api/outbox';
import { useMay } from '../../api/session';
import type { CallState, OutgoingCall } from '../../api/types';
import { callsAddress } from '../../base/call_filters';
import { Chips } from '../../parts/chips';
import { DataTable, type Column } from '../../parts/data_table';
import { Pager } from '../../parts/pager';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, Pill, ShopName } from '../../parts/words';
import { useWriting } from '../../parts/writing';

const states = ['given_up', 'waiting', 'delivered', 'discarded'] as const;
const renew = ['outbox', 'alerts'];

const stay = (event: MouseEvent) => event.stopPropagation();

function useKind() {
  const { t, i18n } = useTranslation();
  return (kind: string): string => {
    const key = `calls.kind.${kind.replaceAll('.', '_')}`;
    return i18n.exists(key) ? t(key as 'calls.kind.order_status_changed') : kind;
  };
}

const receiptTones = { accepted: 'amber', delivered: 'green', failed: 'red' } as const;

/** What the operator says became of a text message, with its code where it did not come. */
function Receipt({ of: { state, detail, awaited } }: { of: NonNullable<OutgoingCall['receipt']> }) {
  const { t } = useTranslation();
  const word = state === 'accepted' && awaited ? 'awaited' : state;
  return (
    <span className="block">
      <Pill tone={awaited ? 'blue' : receiptTones[state]}>{t(`calls.receipt.${word}`)}</Pill>
      {state === 'failed' && detail && <small className="quiet"> {detail}</small>}
    </span>
  );
}

/** Whom it is for: a shop's system, or a receiver of notices. */
function Target({ call }: { call: OutgoingCall }) {
  const receiver = /^notify:(.+)$/.exec(call.target)?.[1];
  if (!receiver) return <ShopName code={call.shop} />;
  return (
    <Link className="clip number" to="/alerts/receivers" title={call.target}>
      {receiver}
    </Link>
  );
}

/** Why it is where it is: what the target said, when it is tried again, or what it waits for. */
function Standing({ call }: { call: OutgoingCall }) {
  const { t } = useTranslation();
  return (
    <>
      {call.receipt && <Receipt of={call.receipt} />}
      {call.last_error ?? (!call.behind && !call.receipt && <span className="quiet">—</span>)}
      <small className="quiet block">
        <Link to={callsAddress({ outbox_id: call.id })}>
          {t('calls.attempts', { count: call.attempts })}
        </Link>
        {call.behind && <> · {t('calls.behind', { id: call.behind })}</>}
        {call.next_attempt_at && (
          <>
            {' · '}
            <Moment at={call.next_attempt_at} clock={t('calls.next_attempt_at')} />
          </>
        )}
      </small>
    </>
  );
}

function Actions({ call, onDiscard }: { call: OutgoingCall; onDiscard: (id: string) => void }) {
  const { t } = useTranslation();
  const retry = useWriting(retryCall, { done: () => t('calls.retried'), renew });
  return (
    <span className="links" onClick={stay}>
      <Button size="small" loading={retry.busy} onClick={() => retry.run(call.id)}>
        {t('calls.retry')}
      </Button>
      <Button size="small" onClick={() => onDiscard(call.id)}>
        {t('calls.discard')}
      </Button>
    </span>
  );
}

function useColumns(): Column<OutgoingCall>[] {
  const { t } = useTranslation();
  const kind = useKind();
  return [
    {
      key: 'id',
      title: t('calls.call'),
      width: 170,
      render: (c) => (
        <>
          {kind(c.kind)}
          <small className="quiet number block">#{c.id}</small>
        </>
      ),
    },
    {
      key: 'why',
      title: t('messages.cause'),
      sentences: true,
      render: (c) => <Standing call={c} />,
    },
    {
      key: 'shop',
      title: t('calls.target'),
      width: 180,
      render: (c) => <Target call={c} />,
    },
    {
      key: 'order',
      title: t('orders.order'),
      width: 120,
      render: (c) => c.order_id && <Link to={`/orders/${c.order_id}`}>#{c.order_id}</Link>,
    },
    {
      key: 'created_at',
      title: t('calls.created_at'),
      width: 160,
      render: (c) => <Moment at={c.created_at} clock={t('calls.created_at')} shop={c.shop} />,
    },
  ];
}

function Rows({ rows, actions }: { rows: OutgoingCall[]; actions: boolean }) {
  const { t } = useTranslation();
  const [discarding, setDiscarding] = useState<string>();
  const columns = useColumns();
  const discard = useWriting(discardCall, {
    done: () => t('calls.discarded'),
    after: () => setDiscarding(undefined),
    renew,
  });
  const deeds: Column<OutgoingCall> = {
    key: 'actions',
    title: t('calls.actions'),
    width: 180,
    render: (c) => <Actions call={c} onDiscard={setDiscarding} />,
  };
  return (
    <>
      <DataTable
        label={t('calls.tab')}
        columns={actions ? [...columns, deeds] : columns}
        rows={rows}
        rowKey={(c) => c.id}
      />
      <ReasonDialog
        title={t('calls.discard')}
        hint={t('calls.discard_hint')}
        open={discarding !== undefined}
        busy={discard.busy}
        danger
        onCancel={() => setDiscarding(undefined)}
        onDone={(reason) => discarding && discard.run(discarding, reason)}
      />
    </>
  );
}

function States({ chosen, onChange }: { chosen: CallState; onChange: (state: CallState) => void }) {
  const { t } = useTranslation();
  return (
    <div className="toolbar">
      <Chips
        label={t('messages.state_name')}
        words={states}
        name={(state) => t(`calls.state.${state}`)}
        chosen={chosen}
        onChoose={onChange}
      />
    </div>
  );
}

/** Which state, and where in its list, stand in the address beside the tab. */
function useStanding() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('state');
  const state = states.find((one) => one === asked) ?? 'given_up';
  const cursor = params.get('cursor') ?? undefined;
  const go = (to: CallState, at?: string) =>
    setParams({ tab: 'calls', state: to, ...(at ? { cursor: at } : {}) });
  return { state, cursor, go };
}

export function Calls() {
  const { t } = useTranslation();
  const may = useMay('review');
  const { state, cursor, go } = useStanding();
  const query = useOutgoing(state, cursor);
  const page = query.data;
  return (
    <>
      {state === 'given_up' && <p className="quiet">{t('calls.hint')}</p>}
      <States chosen={state} onChange={go} />
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && <Nothing title={t(`calls.empty.${state}`)} />}
      {page && page.items.length > 0 && (
        <Rows rows={page.items} actions={may && state === 'given_up'} />
      )}
      <Pager cursor={cursor} next={page?.next_cursor} onCursor={(at) => go(state, at)} />
    </>
  );
}
