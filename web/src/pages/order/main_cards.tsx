import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { Order, Status } from '../../api/types';
import { Card } from '../../parts/page';
import { Amount, Moment, StatusPill } from '../../parts/words';

type Line = Order['lines'][number];
const counters = [
  'ordered',
  'allocated',
  'packed',
  'shipped',
  'delivered',
  'returned',
  'refunded',
] as const;

/** What is not zero, in the order in which it happens. */
function Counters({ line }: { line: Line }) {
  const { t } = useTranslation();
  return (
    <span className="counters">
      {counters
        .filter((name) => line.counters[name] > 0)
        .map((name) => (
          <span key={name} className={name === 'returned' || name === 'refunded' ? 'back' : ''}>
            {t(`order.${name}`)} <b>{line.counters[name]}</b>
          </span>
        ))}
    </span>
  );
}

export function LinesCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <Card title={t('order.lines')}>
      <div className="table-frame">
        <table className="table stacks">
          <thead>
            <tr>
              <th>{t('order.title')}</th>
              <th>{t('order.counters')}</th>
              <th className="right">{t('order.unit_price')}</th>
              <th className="right">{t('order.discount')}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.line_no}>
                <td>
                  {line.title}
                  <small className="clip quiet number">
                    #{line.line_no} · {line.sku ?? line.channel_sku ?? t('hold.unmatched_goods')}
                  </small>
                </td>
                <td>
                  <Counters line={line} />
                </td>
                <td className="right" data-title={t('order.unit_price')}>
                  <Amount value={line.unit_price} />
                </td>
                <td className="right" data-title={t('order.discount')}>
                  {line.discount.amount ? <Amount value={line.discount} /> : '—'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

export function MirrorsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  if (!order.mirrors.length) return null;
  return (
    <Card title={t('order.mirrors')} hint={t('order.mirrors_hint')}>
      <div className="table-frame">
        <table className="table stacks">
          <tbody>
            {order.mirrors.map((mirror) => (
              <tr key={mirror.system}>
                <td className="number">{mirror.system}</td>
                <td>
                  {mirror.status ? (
                    <StatusPill status={mirror.status as Status} />
                  ) : (
                    mirror.status_raw
                  )}
                  {mirror.status && mirror.status !== mirror.status_raw && (
                    <small className="quiet"> {mirror.status_raw}</small>
                  )}
                </td>
                <td>
                  {mirror.status && mirror.status !== order.status ? (
                    <span className="flag">{t('order.deviates')}</span>
                  ) : (
                    <small className="quiet">{t('order.same')}</small>
                  )}
                </td>
                <td className="right quiet">
                  <Moment at={mirror.said_at} clock={t('clock.said_at')} shop={order.shop} />
                </td>
                <td className="right">
                  {mirror.message_id && (
                    <Link to={`/messages?id=${mirror.message_id}`}>#{mirror.message_id}</Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
