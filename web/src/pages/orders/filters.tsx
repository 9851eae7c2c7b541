import { Button, DatePicker, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useShops } from '../../api/shops';
import { changeFilters, countFilters, type OrderFilters } from '../../base/filters';
import { WordFilter } from '../../parts/word_filter';
import { GroupChips, useStatusesOf } from './group_chips';

type Props = { filters: OrderFilters; onChange: (filters: OrderFilters) => void };

function Statuses({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = filters.status;
  const statuses = useStatusesOf(filters.group);
  return (
    <div className="chips" role="group" aria-label={t('orders.status')}>
      <button
        aria-pressed={!chosen}
        onClick={() => onChange(changeFilters(filters, { status: undefined }))}
      >
        {t('common.all')}
      </button>
      {statuses.map((status) => (
        <button
          key={status}
          aria-pressed={chosen === status}
          onClick={() => onChange(changeFilters(filters, { status }))}
        >
          {t(`status.${status}`)}
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
      showSearch
      optionFilterProp="label"
      className="filter-shop"
      aria-label={t('orders.shop')}
      placeholder={t('orders.shop')}
      value={filters.shop}
      options={shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }))}
      onChange={(shop?: string) => onChange(changeFilters(filters, { shop }))}
    />
  );
}

function ChannelFilter({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const channels = [...new Set((useShops().data?.items ?? []).map((shop) => shop.channel))];
  if (channels.length < 2) return null;
  return (
    <Select
      allowClear
      className="filter-channel"
      aria-label={t('orders.channel')}
      placeholder={t('orders.channel')}
      value={filters.channel}
      options={channels.map((channel) => ({ value: channel, label: channel }))}
      onChange={(channel?: string) => onChange(changeFilters(filters, { channel }))}
    />
  );
}

function DayFilter({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const day = (text?: string) => (text ? dayjs(text) : null);
  const text = (value?: Dayjs | null) => value?.format('YYYY-MM-DD');
  return (
    <Space size={6}>
      <label htmlFor="days">{t('clock.occurred_at')}</label>
      <DatePicker.RangePicker
        id="days"
        allowEmpty
        value={[day(filters.from), day(filters.to)]}
        onChange={(range) =>
          onChange(changeFilters(filters, { from: text(range?.[0]), to: text(range?.[1]) }))
        }
      />
    </Space>
  );
}

const numberKeys = ['sku', 'tracking_no', 'channel_order_no', 'tag'] as const;

function NumberFilter({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const none = {
    sku: undefined,
    tracking_no: undefined,
    channel_order_no: undefined,
    tag: undefined,
  };
  return (
    <WordFilter
      label={t('orders.filter_number')}
      words={numberKeys}
      names={(key) => t(`orders.${key}`)}
      held={filters}
      onApply={(key, text) => onChange(changeFilters(filters, { ...none, [key]: text }))}
    />
  );
}

export function Filters(props: Props) {
  const { t } = useTranslation();
  return (
    <>
      <GroupChips {...props} />
      <Statuses {...props} />
      <div className="toolbar">
        <ShopFilter {...props} />
        <ChannelFilter {...props} />
        <DayFilter {...props} />
        <NumberFilter {...props} />
        {countFilters(props.filters) > 0 && (
          <Button type="link" onClick={() => props.onChange({})}>
            {t('common.clear')}
          </Button>
        )}
      </div>
    </>
  );
}
