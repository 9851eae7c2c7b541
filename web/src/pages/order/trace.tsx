// The story of an order, oldest first. Each node opens what stands behind it.
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTrace } from '../../api/orders';
import type { Order, TraceItem } from '../../api/types';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Moment, useDeed, useStateName } from '../../parts/words';
import { TraceDrawer } from './trace_drawer';
import { changesSomething, inOrder, toneOf } from './trace_words';

export function useVerdict() {
  const { t, i18n } = useTranslation();
  return (item: TraceItem): string => {
    if (item.inferred) return t('trace.inferred');
    if (!item.verdict) return '';
    const key = `trace.verdict.${item.verdict}`;
    return i18n.exists(key) ? t(key as 'trace.verdict.moved') : item.verdict;
  };
}

function Change({ item }: { item: TraceItem }) {
  const { t, i18n } = useTranslation();
  const name = useStateName();
  const deed = useDeed();
  if (item.event) return <b className="trace-change">{deed(item.event)}</b>;
  if (!item.axis) return <span className="trace-change">{t('trace.message')}</span>;
  const axisKey = `axis.${item.axis}`;
  const axis = i18n.exists(axisKey) ? t(axisKey as 'axis.payment') : item.axis;
  return (
    <span className="trace-change">
      <span className="trace-axis">{axis}</span>
      {item.from && item.from !== item.to && (
        <>
          <span className="quiet">{name(item.from, item.axis)}</span>
          <span aria-hidden="true"> → </span>
        </>
      )}
      <b>{name(item.to, item.axis)}</b>
    </span>
  );
}

function Node({ item, shop, onOpen }: { item: TraceItem; shop: string; onOpen: () => void }) {
  const { t } = useTranslation();
  const verdict = useVerdict();
  const actor = item.actor === 'platform' ? t('trace.actor_platform') : item.actor;
  return (
    <li className={`trace-node trace-${toneOf(item)}`}>
      <button onClick={onOpen}>
        <span className="trace-when">
          <Moment at={item.occurred_at ?? item.at} clock={t('clock.event')} shop={shop} />
        </span>
        <span className="trace-dot" aria-hidden="true" />
        <span className="trace-what">
          <Change item={item} />
          <span className="trace-from quiet small">
            {item.source} · {actor}
            {item.subject && <> · {item.subject}</>}
            {item.detail && <> · {item.detail}</>}
            {item.implied && <> · {t('trace.implied')}</>}
          </span>
          {item.reason && <span className="trace-why">{item.reason}</span>}
        </span>
        <span className="trace-verdict">{verdict(item)}</span>
      </button>
    </li>
  );
}

/** Said above what is shown, because what was left out is older. */
function LeftOut({ trace }: { trace: ReturnType<typeof useTrace> }) {
  const { t } = useTranslation();
  if (!trace.hasNextPage) return null;
  return (
    <p className="card-text quiet">
      {t('trace.left_out')}{' '}
      <Button
        size="small"
        loading={trace.isFetchingNextPage}
        onClick={() => void trace.fetchNextPage()}
      >
        {t('trace.show_older')}
      </Button>
    </p>
  );
}

export function TraceCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const trace = useTrace(order.id);
  const [brief, setBrief] = useState(false);
  const [open, setOpen] = useState<TraceItem>();
  const story = inOrder(trace.data?.pages ?? []);
  const items = story.filter((item) => !brief || changesSomething(item));
  const views = [
    { value: 'all', label: t('trace.everything') },
    { value: 'brief', label: t('trace.only_changes') },
  ];
  return (
    <Card
      title={t('order.trace')}
      hint={t('order.trace_hint')}
      extra={
        <Segmented
          size="small"
          options={views}
          value={brief ? 'brief' : 'all'}
          onChange={(value) => setBrief(value === 'brief')}
        />
      }
    >
      {trace.isPending && <Loading rows={5} />}
      {trace.isError && <Failure error={trace.error} retry={() => void trace.refetch()} />}
      <LeftOut trace={trace} />
      {trace.data && !items.length && <p className="card-text quiet">{t('trace.empty')}</p>}
      <ol className="trace">
        {items.map((item, i) => (
          <Node key={i} item={item} shop={order.shop} onOpen={() => setOpen(item)} />
        ))}
      </ol>
      <TraceDrawer item={open} shop={order.shop} onClose={() => setOpen(undefined)} />
    </Card>
  );
}
