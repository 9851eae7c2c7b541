// Orders by group: the finer statuses rolled up, each with how many orders stand in it.
import { useTranslation } from 'react-i18next';
import { useGroupCounts, useStatusGroups } from '../../api/status_maps';
import { orderFilters, statuses, type OrderFilters, type Status } from '../../base/order_filters';
import { Chips } from '../../parts/chips';

type Props = { filters: OrderFilters; onChange: (filters: OrderFilters) => void };

/** The statuses of the group that is chosen; all of them while none is. */
export function useStatusesOf(group: string | undefined): readonly Status[] {
  const groups = useStatusGroups().data?.value.groups;
  return groups?.find(({ code }) => code === group)?.statuses ?? statuses;
}

export function GroupChips({ filters, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const groups = useGroupCounts().data?.items;
  if (!groups) return null;
  const choose = (code: string) =>
    onChange(
      orderFilters.change(filters, {
        group: filters.group === code ? undefined : code,
        status: undefined,
      }),
    );
  const named = ({ name, orders, at_least }: (typeof groups)[number]) => (
    <>
      {i18n.language === 'en' ? name.en : name.zh}{' '}
      <span className="number">
        {orders.toLocaleString(i18n.language)}
        {at_least && '+'}
      </span>
    </>
  );
  const names = new Map(groups.map((group) => [group.code, named(group)]));
  return (
    <Chips
      className="groups"
      label={t('orders.group')}
      words={[...names.keys()]}
      name={(code) => names.get(code)}
      chosen={filters.group}
      onChoose={choose}
    />
  );
}
