// The two kinds of what waits for a person, row by row.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { useMay } from '../../api/session';
import type { RefusedObservation, ReviewMessage } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Moment, ShopName, useStateName } from '../../parts/words';
import { MessageDrawer } from '../messages/message_drawer';
import { Cause } from '../messages/message_words';
import { Bulk } from './bulk';

/** Those that were chosen. What has left the queue meanwhile is not acted upon. */
function useChosen(rows: { id: string }[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const keys = new Set(rows.map(({ id }) => id).filter((id) => chosen.has(id)));
  return { keys, setChosen };
}

function useMessageColumns(): Column<ReviewMessage>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'id',
      title: t('messages.id'),
      width: 110,
      render: (m) => <span className="number">#{m.id}</span>,
    },
    {
      key: 'cause',
      title: t('messages.cause'),
      sentences: true,
      render: (m) => <Cause message={m} />,
    },
    { key: 'shop', title: t('orders.shop'), width: 180, render: (m) => <ShopName code={m.shop} /> },
    {
      key: 'received_at',
      title: t('clock.received_at'),
      width: 160,
      render: (m) => <Moment at={m.received_at} clock={t('clock.received_at')} shop={m.shop} />,
    },
  ];
}

export function Messages({ rows }: { rows: ReviewMessage[] }) {
  const { t } = useTranslation();
  const columns = useMessageColumns();
  const may = useMay('review');
  const [open, setOpen] = useState<string>();
  const { keys, setChosen } = useChosen(rows);
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

export function Refused({ rows }: { rows: RefusedObservation[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = useStateName();
  const may = useMay('review');
  const { keys, setChosen } = useChosen(rows);
  const columns: Column<RefusedObservation>[] = [
    {
      key: 'what',
      title: t('messages.cause'),
      sentences: true,
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
    <>
      {may && <Bulk ids={[...keys]} replayable={false} onDone={() => setChosen(new Set())} />}
      <DataTable
        label={t('review.refused')}
        columns={columns}
        rows={rows}
        rowKey={(o) => o.id}
        onOpen={(o) => navigate(`/orders/${o.order_id}`)}
        {...(may
          ? { selection: { keys, onChange: setChosen, label: t('review.select_all') } }
          : {})}
      />
    </>
  );
}
