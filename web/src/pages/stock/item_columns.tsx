import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockItem } from '../../api/types';
import type { Column } from '../../parts/data_table';
import { Copyable } from '../../parts/words';
import { PlaceOf, StockFlags, Units } from './stock_words';
import { WhySellable } from './why';

type Props = {
  asked: string | undefined; // of which it is being asked why
  onAsk: (id?: string) => void;
  actions?: ((item: StockItem) => ReactNode) | undefined;
};

export function useItemColumns({ asked, onAsk, actions }: Props): Column<StockItem>[] {
  const { t } = useTranslation();
  const counted = (name: 'locked' | 'occupied' | 'frozen' | 'on_hand'): Column<StockItem> => ({
    key: name,
    title: <span title={t(`stock.bucket_hint.${name}`)}>{t(`stock.bucket.${name}`)}</span>,
    width: 84,
    align: 'right',
    render: (item) => <Units of={item[name]} />,
  });
  const all: Column<StockItem>[] = [
    {
      key: 'sku',
      title: t('stock.sku'),
      render: (item) => (
        <>
          <span className="clip" title={item.name}>
            {item.name || item.sku}
          </span>
          {item.name && (
            <small className="quiet">
              <Copyable text={item.sku} />
            </small>
          )}
        </>
      ),
    },
    {
      key: 'place',
      title: t('stock.warehouse'),
      width: 170,
      render: (item) => <PlaceOf of={item} />,
    },
    {
      key: 'sellable',
      title: <span title={t('stock.bucket_hint.sellable')}>{t('stock.bucket.sellable')}</span>,
      width: 130,
      align: 'right',
      render: (item) => (
        <>
          <WhySellable
            item={item}
            open={asked === item.id}
            onOpen={(open) => onAsk(open ? item.id : undefined)}
          />
          <div className="flags flags-right">
            <StockFlags of={item} />
          </div>
        </>
      ),
    },
    counted('locked'),
    counted('occupied'),
    counted('frozen'),
    {
      key: 'incoming',
      title: <span title={t('stock.bucket_hint.incoming')}>{t('stock.bucket.incoming')}</span>,
      width: 100,
      align: 'right',
      render: (item) => (
        <>
          <Units of={item.incoming + item.promised} />
          {item.promised > 0 && (
            <small className="quiet block" title={t('stock.bucket_hint.promised')}>
              {t('stock.bucket.promised')} {item.promised}
            </small>
          )}
        </>
      ),
    },
    counted('on_hand'),
  ];
  if (!actions) return all;
  return [...all, { key: 'act', title: '', width: 96, align: 'right', render: actions }];
}
