import { Button, DatePicker, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import { messageStates, messageWords, type MessageFilters } from '../../base/message_filters';
import { WordFilter } from '../../parts/word_filter';

type Props = { filters: MessageFilters; onChange: (filters: MessageFilters) => void };

/** A change of filters begins the list anew. */
function changed({ cursor: _, ...kept }: MessageFilters, change: MessageFilters): MessageFilters {
  return { ...kept, ...change };
}

function States({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const set = (state: MessageFilters['state']) => onChange(changed(filters, { state }));
  return (
    <div className="chips" role="group" aria-label={t('messages.state_name')}>
      <button aria-pressed={!filters.state} onClick={() => set(undefined)}>
        {t('common.all')}
      </button>
      {messageStates.map((state) => (
        <button key={state} aria-pressed={filters.state === state} onClick={() => set(state)}>
          {t(`messages.state.${state}`)}
        </button>
      ))}
    </div>
  );
}

function ShopFilter({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  return (
    <Select
      allowClear
      className="filter-shop"
      aria-label={t('orders.shop')}
      placeholder={t('orders.shop')}
      value={filters.shop}
      options={shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }))}
      onChange={(shop?: string) => onChange(changed(filters, { shop }))}
    />
  );
}

function DayFilter({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const day = (text?: string) => (text ? dayjs(text) : null);
  const text = (value?: Dayjs | null) => value?.format('YYYY-MM-DD');
  return (
    <Space size={6}>
      <label htmlFor="received">{t('clock.received_at')}</label>
      <DatePicker.RangePicker
        id="received"
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
  const none = { route: undefined, external_id: undefined, order_id: undefined, code: undefined };
  return (
    <>
      <States filters={filters} onChange={onChange} />
      <div className="toolbar">
        <ShopFilter filters={filters} onChange={onChange} />
        <DayFilter filters={filters} onChange={onChange} />
        <WordFilter
          label={t('messages.filter_word')}
          words={messageWords}
          names={(word) => t(`messages.word.${word}`)}
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
