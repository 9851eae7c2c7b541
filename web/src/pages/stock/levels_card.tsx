import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMovements } from '../../api/stock';
import type { StockItem } from '../../api/types';
import { browserZone } from '../../base/clocks';
import { levelsFrom, levelsOf } from '../../base/levels';
import { shelfOf } from '../../base/stock_figures';
import { Chips } from '../../parts/chips';
import { LevelChart } from '../../parts/level_chart';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';

const movementsRead = 200; // as many as the hub gives at once
const hourMs = 3_600_000;
const spans = { day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs } as const;
const spanNames = ['day', 'week', 'month', 'all'] as const;
type SpanName = (typeof spanNames)[number];

/** What could be sold over time, as the newest movements tell. */
export function LevelsCard({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<SpanName>('all');
  const query = useMovements(item.id, {}, movementsRead);
  const shelf = shelfOf(item);
  const levels = useMemo(() => levelsOf(query.data?.items ?? [], shelf), [query.data, shelf]);
  const to = Math.max(query.dataUpdatedAt, levels.at(-1)?.at ?? 0);
  const first = levels[0]?.at ?? to;
  const from = chosen === 'all' ? first : to - spans[chosen];
  const shown = levelsFrom(levels, from);
  return (
    <Card
      title={t('stock.chart.title')}
      hint={query.data?.next_cursor ? t('stock.chart.cut', { count: movementsRead }) : undefined}
      extra={
        <Chips
          label={t('stock.chart.span')}
          words={spanNames}
          name={(name) => t(`stock.chart.${name}`)}
          chosen={chosen}
          onChoose={setChosen}
        />
      }
    >
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data &&
        (shown.length ? (
          <LevelChart
            label={t('stock.bucket.sellable')}
            levels={shown}
            span={{ from, to }}
            zone={browserZone}
            low={item.alert_below}
          />
        ) : (
          <p className="card-text quiet">{t('stock.chart.nothing')}</p>
        ))}
    </Card>
  );
}
