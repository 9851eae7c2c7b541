import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { formatMoney } from '../../base/money';
import type { Column } from '../../parts/data_table';
import { Flags } from '../../parts/flags';
import { Amount, Copyable, Moment, ShopName, StatusPill } from '../../parts/words';
import { Peek } from './peeking';

function Goods({ order }: { order: Order }) {
  const { t } = useTranslation();
  const pieces = order.lines.reduce((sum, line) => sum + line.counters.ordered, 0);
  const [first] = order.lines;
  const kinds =
    order.lines.length > 1 ? `${t('orders.kinds', { count: order.lines.length })} · ` : '';
  return (
    <>
      <span className="clip" title={order.lines.map((line) => line.title).join('\n')}>
        {first?.title ?? '—'}
      </span>
      <small className="quiet">
        {kinds}
        {t('orders.pieces', { count: pieces })}
      </small>
    </>
  );
}

function Receiver({ order }: { order: Order }) {
  const { t } = useTranslation();
  if (order.forgotten) return <small className="quiet">{t('orders.forgotten')}</small>;
  const who = order.receiver ?? order.buyer;
  if (!who) return <small className="quiet">{t('orders.no_person')}</small>;
  const tail = who.phone ? ` ·· ${who.phone.slice(-4)}` : '';
  const place = order.receiver ? [order.receiver.province, order.receiver.city] : [];
  return (
    <>
      {who.name}
      <span className="quiet">{tail}</span>
      <small className="clip clip-place quiet">{place.filter(Boolean).join(' ')}</small>
    </>
  );
}

function Sum({ order }: { order: Order }) {
  const { t, i18n } = useTranslation();
  const { total, paid } = order.amounts;
  const part = paid.amount !== 0 && paid.amount !== total.amount;
  return (
    <>
      <Amount value={total} strong />
      {part && (
        <small className="clip quiet">
          {t('orders.paid_part', { amount: formatMoney(paid, i18n.language) })}
        </small>
      )}
    </>
  );
}

function Clocks({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <>
      <Moment at={order.clocks.occurred_at} clock={t('clock.occurred_at')} shop={order.shop} />
      <small className="clip quiet">
        <Moment
          at={order.clocks.updated_at_platform}
          clock={t('clock.updated_at_platform')}
          shop={order.shop}
        />
      </small>
    </>
  );
}

/** `onPeek`: looks at an order beside the list. */
export function useOrderColumns(onPeek: (order: Order) => void): Column<Order>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'order',
      title: t('orders.order'),
      width: 210,
      render: (order) => (
        <>
          <Copyable text={order.order_no} />
          <small className="clip clip-number quiet number" title={order.channel_order_no}>
            {order.channel_order_no}
          </small>
        </>
      ),
    },
    {
      key: 'status',
      title: t('orders.status'),
      width: 130,
      render: (order) => (
        <>
          <StatusPill status={order.status} />
          <Flags order={order} />
        </>
      ),
    },
    { key: 'goods', title: t('orders.goods'), render: (order) => <Goods order={order} /> },
    {
      key: 'shop',
      title: t('orders.shop'),
      width: 160,
      render: (order) => (
        <>
          <ShopName code={order.shop} />
          <small className="quiet">{order.channel}</small>
        </>
      ),
    },
    {
      key: 'receiver',
      title: t('orders.receiver'),
      width: 150,
      render: (order) => <Receiver order={order} />,
    },
    {
      key: 'amount',
      title: t('orders.amount'),
      width: 120,
      align: 'right',
      render: (order) => <Sum order={order} />,
    },
    {
      key: 'clocks',
      title: (
        <>
          {t('clock.occurred_at')} <small>/ {t('clock.updated_at_platform')}</small>
        </>
      ),
      width: 190,
      render: (order) => <Clocks order={order} />,
    },
    {
      key: 'peek',
      title: '',
      width: 48,
      align: 'right',
      render: (order) => <Peek onPeek={() => onPeek(order)} />,
    },
  ];
}
