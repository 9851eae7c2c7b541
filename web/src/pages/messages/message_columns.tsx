import { useTranslation } from 'react-i18next';
import type { Message } from '../../api/types';
import type { Column } from '../../parts/data_table';
import { Moment, ShopName } from '../../parts/words';
import { Cause, StatePill } from './message_words';

export function useMessageColumns(): Column<Message>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'id',
      title: t('messages.id'),
      width: 110,
      render: (m) => <span className="number">#{m.id}</span>,
    },
    {
      key: 'received_at',
      title: t('clock.received_at'),
      width: 150,
      render: (m) => <Moment at={m.received_at} clock={t('clock.received_at')} shop={m.shop} />,
    },
    {
      key: 'state',
      title: t('messages.state_name'),
      width: 100,
      render: (m) => <StatePill state={m.state} />,
    },
    {
      key: 'kind',
      title: t('messages.kind_name'),
      width: 150,
      render: (m) => (
        <>
          {t(`messages.kind.${m.kind}`)} <small className="quiet">{m.route}</small>
        </>
      ),
    },
    { key: 'shop', title: t('orders.shop'), width: 160, render: (m) => <ShopName code={m.shop} /> },
    {
      key: 'cause',
      title: t('messages.cause'),
      sentences: true,
      render: (m) => <Cause message={m} />,
    },
    {
      key: 'external_id',
      title: t('messages.external_id'),
      width: 280,
      render: (m) => <small className="clip quiet number">{m.external_id ?? '—'}</small>,
    },
  ];
}
