import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import { orderFilters, orderWords, type OrderFilters } from '../../base/order_filters';
import { FilterBar } from '../../parts/filter_bar';
import { GroupChips, useStatusesOf } from './group_chips';

type Props = { filters: OrderFilters; onChange: (filters: OrderFilters) => void };

export function Filters({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const statuses = useStatusesOf(filters.group);
  const channels = [...new Set((useShops().data?.items ?? []).map((shop) => shop.channel))];
  const options = channels.map((channel) => ({ value: channel, label: channel }));
  return (
    <>
      <GroupChips filters={filters} onChange={onChange} />
      <FilterBar
        set={orderFilters}
        filters={filters}
        onChange={onChange}
        chips={{
          of: 'status',
          label: t('orders.status'),
          words: statuses,
          name: (status) => t(`status.${status}`),
        }}
        choices={
          channels.length > 1 ? [{ of: 'channel', label: t('orders.channel'), options }] : []
        }
        days={t('clock.occurred_at')}
        words={{
          label: t('orders.filter_number'),
          of: orderWords,
          name: (word) => t(`orders.${word as (typeof orderWords)[number]}`),
        }}
      />
    </>
  );
}
