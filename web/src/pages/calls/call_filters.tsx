import { Button, DatePicker, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import type { CallKind } from '../../api/types';
import { callKinds, callOutcomes, callWords, type CallFilters } from '../../base/call_filters';
import { WordFilter } from '../../parts/word_filter';

type Props = { filters: CallFilters; onChange: (filters: CallFilters) => void };

/** A change of filters begins the list anew. */
function changed({ cursor: _, ...kept }: CallFilters, change: CallFilters): CallFilters {
  return { ...kept, ...change };
}

function Outcomes({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const set = (outcome: CallFilters['outcome']) => onChange(changed(filters, { outcome }));
  return (
    <div className="chips" role="group" aria-label={t('call_log.outcome_name')}>
      <button aria-pressed={!filters.outcome} onClick={() => set(undefined)}>
        {t('common.all')}
      </button>
      {callOutcomes.map((outcome) => (
        <button
          key={outcome}
          aria-pressed={filters.outcome === outcome}
          onClick={() => set(outcome)}
        >
          {t(`call_log.outcome.${outcome}`)}
        </button>
      ))}
    </div>
  );
}

function Choices({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  return (
    <>
      <Select
        allowClear
        className="filter-shop"
        aria-label={t('call_log.kind_name')}
        placeholder={t('call_log.kind_name')}
        value={filters.kind}
        options={callKinds.map((value) => ({ value, label: t(`call_log.kind.${value}`) }))}
        onChange={(kind?: CallKind) => onChange(changed(filters, { kind }))}
      />
      <Select
        allowClear
        className="filter-shop"
        aria-label={t('orders.shop')}
        placeholder={t('orders.shop')}
        value={filters.shop}
        options={shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }))}
        onChange={(shop?: string) => onChange(changed(filters, { shop }))}
      />
    </>
  );
}

function Days({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const day = (text?: string) => (text ? dayjs(text) : null);
  const text = (value?: Dayjs | null) => value?.format('YYYY-MM-DD');
  return (
    <Space size={6}>
      <label htmlFor="started">{t('call_log.started_at')}</label>
      <DatePicker.RangePicker
        id="started"
        allowEmpty
        value={[day(filters.from), day(filters.to)]}
        onChange={(range) =>
          onChange(changed(filters, { from: text(range?.[0]), to: text(range?.[1]) }))
        }
      />
    </Space>
  );
}

export function Filters({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const { cursor: _, ...narrowing } = filters;
  const none = { q: undefined, outbox_id: undefined, order_id: undefined };
  return (
    <>
      <Outcomes filters={filters} onChange={onChange} />
      <div className="toolbar">
        <Choices filters={filters} onChange={onChange} />
        <Days filters={filters} onChange={onChange} />
        <WordFilter
          label={t('call_log.filter_word')}
          words={callWords}
          names={(word) => t(`call_log.word.${word}`)}
          held={filters}
          onApply={(word, text) => onChange(changed(filters, { ...none, [word]: text }))}
        />
        {Object.values(narrowing).some(Boolean) && (
          <Button type="link" onClick={() => onChange({})}>
            {t('common.clear')}
          </Button>
        )}
      </div>
    </>
  );
}
