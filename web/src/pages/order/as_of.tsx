import { HistoryOutlined } from '@ant-design/icons';
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';

type Props = { order: Order; at: string | undefined; onChange: (at?: string) => void };

/** The order as it was recorded at a moment, named in the computer's own zone. */
export function AsOfPicker({ order, at, onChange }: Props) {
  const { t } = useTranslation();
  const first = order.clocks.committed_at;
  return (
    <DatePicker
      showTime
      allowClear
      className="as-of"
      suffixIcon={<HistoryOutlined />}
      aria-label={t('order.as_of')}
      placeholder={t('order.as_of')}
      value={at ? dayjs(at) : null}
      maxDate={dayjs()}
      {...(first && !at ? { minDate: dayjs(first).startOf('day') } : {})}
      onChange={(value) => onChange(value?.toISOString())}
    />
  );
}
