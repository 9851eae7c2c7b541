// The three axes of an order: how far each has come.
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { useStateName } from '../../parts/words';

type Axis = keyof Order['axes'];

// The usual way of each axis; a state beside it is shown instead of it.
const ways: Record<Axis, readonly string[]> = {
  payment: ['unpaid', 'paid'],
  fulfilment: [
    'awaiting_allocation',
    'label_printed',
    'picked_up',
    'in_transit',
    'delivered',
    'completed',
  ],
  after_sale: ['requested', 'in_progress', 'done'],
};

const onTheWay: Record<string, string> = {
  deposit_paid: 'unpaid',
  partially_paid: 'unpaid',
  partially_shipped: 'picked_up',
  partially_refunded: 'paid',
};

function AxisCard({ axis, state }: { axis: Axis; state: string }) {
  const { t } = useTranslation();
  const name = useStateName();
  const way = ways[axis];
  const reached = way.indexOf(onTheWay[state] ?? state);
  const beside = reached < 0 && state !== 'none';
  return (
    <section className={`axis ${beside ? 'axis-beside' : ''}`}>
      <h2>{t(`axis.${axis}`)}</h2>
      <strong>{name(state, axis)}</strong>
      <ol aria-hidden="true">
        {way.map((step, i) => (
          <li
            key={step}
            title={name(step, axis)}
            className={i < reached ? 'past' : i === reached ? 'here' : ''}
          >
            {axis === 'fulfilment' && <span>{name(step, axis)}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Axes({ order }: { order: Order }) {
  return (
    <div className="axes">
      <AxisCard axis="payment" state={order.axes.payment} />
      <AxisCard axis="fulfilment" state={order.axes.fulfilment} />
      <AxisCard axis="after_sale" state={order.axes.after_sale} />
    </div>
  );
}
