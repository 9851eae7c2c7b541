// What an order is called, how it stands and where it is from: the head of its page and of the side panel.
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { Flags } from '../../parts/flags';
import { Copyable, ShopName, StatusPill } from '../../parts/words';

export function OrderName({ order }: { order: Order }) {
  return (
    <h1>
      <Copyable text={order.order_no} />
      <StatusPill status={order.status} />
      <Flags order={order} />
    </h1>
  );
}

export function OrderFrom({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <p className="quiet">
      <ShopName code={order.shop} /> · {order.channel} · {t('orders.channel_order_no')}{' '}
      <Copyable text={order.channel_order_no} /> · {t('order.version', { version: order.version })}
    </p>
  );
}
