import { Alert, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useStats } from '../../api/hub';
import { useReview } from '../../api/messages';
import { useMay } from '../../api/session';
import type { RefusedObservation, ReviewItem, ReviewMessage } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { useFreshness } from '../../parts/freshness';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, ShopName, useStateName } from '../../parts/words';
import { MessageDrawer } from '../messages/message_drawer';
import { Cause } from '../messages/message_words';
import { Bulk } from './bulk';
import { Calls } from './calls';

const queueFull = 50;

const isMessage = (item: ReviewItem): item is ReviewMessage => item.type === 'message';
const isRefused = (item: ReviewItem): item is RefusedObservation => item.type !== 'message';

function useMessageColumns(): Column<ReviewMessage>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'id',
      title: t('messages.id'),
      width: 110,
      render: (m) => <span className="number">#{m.id}</span>,
    },
    { key: 'cause', title: t('messages.cause'), render: (m) => <Cause message={m} /> },
    { key: 'shop', title: t('orders.shop'), width: 180, render: (m) => <ShopName code={m.shop} /> },
    {
      key: 'received_at',
      title: t('clock.received_at'),
      width: 160,
      render: (m) => <Moment at={m.received_at} clock={t('clock.received_at')} shop={m.shop} />,
    },
  ];
}

function Messages({ rows }: { rows: ReviewMessage[] }) {
  const { t } = useTranslation();
  const columns = useMessageColumns();
  const may = useMay('review');
  const [open, setOpen] = useState<string>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What has left the queue meanwhile is not acted upon.
  const keys = new Set(rows.map((m) => m.id).filter((id) => chosen.has(id)));
  return (
    <>
      {may && <Bulk ids={[...keys]} onDone={() => setChosen(new Set())} />}
      <DataTable
        label={t('review.messages')}
        columns={columns}
        rows={rows}
        rowKey={(m) => m.id}
        onOpen={(m) => setOpen(m.id)}
        {...(may
          ? { selection: { keys, onChange: setChosen, label: t('review.select_all') } }
          : {})}
      />
      <MessageDrawer id={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

function Refused({ rows }: { rows: RefusedObservation[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = useStateName();
  const columns: Column<RefusedObservation>[] = [
    {
      key: 'what',
      title: t('messages.cause'),
      render: (o) => (
        <>
          {t('review.refused_text', {
            source: o.source,
            axis: o.axis ? t(`axis.${o.axis}` as 'axis.payment') : '',
            to: name(o.to, o.axis),
          })}
          <small className="quiet block">{o.reason}</small>
        </>
      ),
    },
    {
      key: 'order',
      title: t('orders.order'),
      width: 140,
      render: (o) => <span className="number">#{o.order_id}</span>,
    },
    {
      key: 'occurred_at',
      title: t('clock.event'),
      width: 160,
      render: (o) => <Moment at={o.occurred_at} clock={t('clock.event')} />,
    },
  ];
  return (
    <DataTable
      label={t('review.refused')}
      columns={columns}
      rows={rows}
      rowKey={(o) => o.id}
      onOpen={(o) => navigate(`/orders/${o.order_id}`)}
    />
  );
}

function Listed({
  query,
  of,
}: {
  query: ReturnType<typeof useReview>;
  of: 'messages' | 'refused';
}) {
  const { t } = useTranslation();
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { items } = query.data;
  const messages = items.filter(isMessage);
  const refused = items.filter(isRefused);
  if (of === 'messages' && messages.length) return <Messages rows={messages} />;
  if (of === 'refused' && refused.length) return <Refused rows={refused} />;
  return <Nothing title={t('review.empty')} hint={t('review.empty_hint')} />;
}

const tabs = ['messages', 'refused', 'calls'] as const;
type Tab = (typeof tabs)[number];

/** What somebody chose, and otherwise where something waits. */
function useTab(items: ReviewItem[] | undefined): [Tab, (tab: string) => void] {
  const [params, setParams] = useSearchParams();
  const chosen = tabs.find((tab) => tab === params.get('tab'));
  const empty = items && items.length > 0 && !items.some(isMessage);
  return [chosen ?? (empty ? 'refused' : 'messages'), (tab) => setParams({ tab })];
}

export default function ReviewPage() {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<string>();
  const query = useReview(cursor);
  const fresh = useFreshness();
  const parked = useStats().data?.parked;
  const items = query.data?.items;
  const [tab, setTab] = useTab(items);
  const pager = <Pager cursor={cursor} next={query.data?.next_cursor} onCursor={setCursor} />;
  const list = (of: 'messages' | 'refused') => (
    <>
      <Listed key={cursor} query={query} of={of} />
      {pager}
    </>
  );
  const panes = [
    {
      key: 'messages',
      label: `${t('review.messages')} ${parked ?? items?.filter(isMessage).length ?? ''}`,
      children: list('messages'),
    },
    {
      key: 'refused',
      label: `${t('review.refused')} ${items?.filter(isRefused).length ?? ''}`,
      children: list('refused'),
    },
    { key: 'calls', label: t('calls.tab'), children: <Calls /> },
  ];
  return (
    <Page title={t('review.title')} hint={t('review.hint')} of={fresh}>
      {(parked ?? 0) > queueFull && <Alert type="warning" showIcon message={t('review.full')} />}
      <Tabs items={panes} activeKey={tab} onChange={setTab} destroyOnHidden />
    </Page>
  );
}
