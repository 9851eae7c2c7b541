// Looking at an order without leaving the list.
import { ColumnWidthOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { orderFilters } from '../../base/order_filters';
import { readPeek } from '../../base/peek';
import { OrderPanel } from '../order/order_panel';

export type Peeking = { peeked: string | undefined; onPeek: (id?: string) => void };

/** The order beside the list stands in the address, so that it can be sent to a colleague; walking from one to
 * the next leaves one step of the browser's history. */
export function usePeeking(): Peeking {
  const [params, setParams] = useSearchParams();
  const peeked = readPeek(params);
  function onPeek(id?: string) {
    const next = orderFilters.write(orderFilters.read(params));
    if (id) next.set('order', id);
    setParams(next, { replace: peeked !== undefined });
  }
  return { peeked, onPeek };
}

export function PeekPanel({ peeked = '', onPeek, ids }: Peeking & { ids: string[] }) {
  return <OrderPanel id={peeked} ids={ids} onGo={onPeek} onClose={() => onPeek(undefined)} />;
}

export function Peek({ onPeek }: { onPeek: () => void }) {
  const { t } = useTranslation();
  return (
    <Button
      type="text"
      size="small"
      aria-label={t('orders.peek')}
      title={`${t('orders.peek')} (o)`}
      icon={<ColumnWidthOutlined aria-hidden />}
      onClick={(event) => {
        event.stopPropagation();
        onPeek();
      }}
    />
  );
}
