// What stands beside an order's lines: parcels, payments, refund cases.
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { Card } from '../../parts/page';
import { Amount, Copyable, Moment, Pill, useStateName } from '../../parts/words';

export function ParcelsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const name = useStateName();
  const goods = (line: string) => order.lines.find((l) => l.line_no === line)?.title ?? `#${line}`;
  if (!order.parcels.length) return null;
  return (
    <Card title={t('order.parcels')}>
      <ul className="plain-list">
        {order.parcels.map((parcel) => (
          <li key={parcel.tracking_no}>
            <div className="between">
              <Copyable text={parcel.tracking_no} />
              <Pill tone={parcel.status === 'delivered' ? 'green' : 'teal'}>
                {name(parcel.status)}
              </Pill>
            </div>
            <div className="between quiet small">
              <span>{parcel.carrier}</span>
              <span>
                {t('clock.last_scan_at')}{' '}
                <Moment
                  at={parcel.last_scan_at}
                  clock={t('clock.last_scan_at')}
                  shop={order.shop}
                />
              </span>
            </div>
            {parcel.lines.map((line) => (
              <div key={line.line_no} className="between quiet small">
                <span className="clip">{goods(line.line_no)}</span>×{line.quantity}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function PaymentsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  if (!order.payments.length) return null;
  return (
    <Card title={t('order.payments')}>
      <ul className="plain-list">
        {order.payments.map((payment) => (
          <li key={payment.payment_no}>
            <div className="between">
              <Copyable text={payment.payment_no} />
              <Amount value={payment.amount} strong />
            </div>
            <div className="between quiet small">
              <span>{payment.method}</span>
              <span>
                {t('clock.paid_at')}{' '}
                <Moment at={payment.paid_at} clock={t('clock.paid_at')} shop={order.shop} />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function RefundsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const name = useStateName();
  if (!order.refunds.length) return null;
  return (
    <Card title={t('order.refunds')}>
      <ul className="plain-list">
        {order.refunds.map((refund) => (
          <li key={refund.refund_no}>
            <div className="between">
              <Copyable text={refund.refund_no} />
              <Amount value={refund.amount} strong />
            </div>
            <div className="between quiet small">
              <span>{[refund.kind, refund.reason].filter(Boolean).join(' · ')}</span>
              <Pill tone={refund.status === 'done' ? 'grey' : 'red'}>{name(refund.status)}</Pill>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
