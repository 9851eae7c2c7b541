// Orders by group: the finer statuses rolled up, each with how many orders stand in it.
import { useTranslation } from 'react-i18next';
import { useGroupCounts, useStatusGroups } from '../../api/status_maps';
import { changeFilters, statuses, type OrderFilters, type Status } from '../../base/filters';

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
      changeFilters(filters, {
        group: filters.group === code ? undefined : code,
        status: undefined,
      }),
    );
  return (
    <div className="chips groups" role="group" aria-label={t('orders.group')}>
      {groups.map(({ code, name, orders, at_least }) => (
        <button key={code} aria-pressed={filters.group === code} onClick={() => choose(code)}>
          {i18n.language === 'en' ? name.en : name.zh}{' '}
          <span className="number">
            {orders.toLocaleString(i18n.language)}
            {at_least && '+'}
          </span>
        </button>
      ))}
    </div>
  );
}
