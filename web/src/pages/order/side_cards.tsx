import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { Card, Facts } from '../../parts/page';
import { Amount, Copyable, Moment, useZone } from '../../parts/words';

type Row = [ReactNode, ReactNode];

export function AmountsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { amounts } = order;
  const some = (['freight', 'commission', 'tax', 'refunded'] as const).filter(
    (k) => amounts[k].amount,
  );
  const rows: Row[] = [
    [t('amount.goods'), <Amount key="v" value={amounts.goods} />],
    ...some.map((k): Row => [t(`amount.${k}`), <Amount key="v" value={amounts[k]} />]),
    ...amounts.marketing.map(
      (share): Row => [
        t('amount.marketing', { kind: share.kind }),
        <span key="v">
          <Amount value={share.amount} />
          {share.borne_by && (
            <small className="quiet"> {t('amount.borne_by', { who: share.borne_by })}</small>
          )}
        </span>,
      ],
    ),
    [<b key="n">{t('amount.total')}</b>, <Amount key="v" value={amounts.total} strong />],
    [t('amount.paid'), <Amount key="v" value={amounts.paid} strong />],
  ];
  if (order.difference && order.axes.payment !== 'unpaid') {
    const difference = (
      <span className="flag">
        <Amount value={order.difference} />
      </span>
    );
    rows.push([t('amount.difference'), difference]);
  }
  return (
    <Card title={t('order.amounts')}>
      <Facts rows={rows} />
    </Card>
  );
}

export function ClocksCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const zone = useZone()(order.shop);
  const names = ['occurred_at', 'updated_at_platform', 'received_at', 'committed_at'] as const;
  const rows: Row[] = names.map((name) => [
    t(`clock.${name}`),
    <Moment key="v" at={order.clocks[name]} clock={t(`clock.${name}`)} shop={order.shop} full />,
  ]);
  const day = (
    <Tooltip title={t('order.business_day_of')}>
      <span>{order.clocks.business_day}</span>
    </Tooltip>
  );
  return (
    <Card title={t('order.clocks')} extra={<small className="quiet">{zone}</small>}>
      <Facts rows={[...rows, [t('clock.business_day'), day]]} />
    </Card>
  );
}

export function ReceiverCard({ order, extra }: { order: Order; extra?: ReactNode }) {
  const { t } = useTranslation();
  const { receiver, buyer } = order;
  if (order.forgotten) {
    return (
      <Card title={t('order.people')}>
        <p className="card-text quiet">{t('order.person_forgotten')}</p>
      </Card>
    );
  }
  if (!receiver && !buyer) return null;
  const place = receiver && [receiver.province, receiver.city, receiver.district, receiver.street];
  return (
    <Card title={t('order.people')} extra={extra}>
      <div className="receiver">
        {receiver && (
          <>
            <strong>{receiver.name}</strong> {receiver.phone && <Copyable text={receiver.phone} />}
            <p>
              {place?.filter(Boolean).join(' ')} <span className="quiet">{receiver.postcode}</span>
            </p>
          </>
        )}
        {buyer && (
          <p className="quiet small">
            {t('order.buyer')} {[buyer.name, buyer.id].filter(Boolean).join(' · ')}
          </p>
        )}
      </div>
    </Card>
  );
}

export function PresaleCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { presale } = order;
  if (!presale) return null;
  return (
    <Card title={t('order.presale')}>
      <Facts
        rows={[
          [t('order.deposit'), <Amount key="v" value={presale.deposit} />],
          [t('order.balance'), <Amount key="v" value={presale.balance} />],
          [
            t('order.balance_due'),
            <Moment
              key="v"
              at={presale.balance_due_at}
              clock={t('order.balance_due')}
              shop={order.shop}
            />,
          ],
        ]}
      />
    </Card>
  );
}

export function NoteCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const custom = Object.entries(order.custom);
  if (!order.note && !custom.length) return null;
  return (
    <Card title={t('order.note')}>
      {order.note && <p className="card-text">{order.note}</p>}
      {custom.length > 0 && (
        <Facts rows={custom.map(([name, value]) => [name, JSON.stringify(value)])} />
      )}
    </Card>
  );
}
