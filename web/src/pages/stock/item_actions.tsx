// What people do to a stock item: corrections, receipts, freezes, pools.
import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StockItem } from '../../api/types';
import { actsOn, type StockAct } from '../../base/stock_acts';
import { ActDialog } from './act_dialog';

export type OnAct = (act: StockAct, item: StockItem) => void;

export function ItemActions({
  item,
  onAct,
  primary,
}: {
  item: StockItem;
  onAct: OnAct;
  primary?: boolean;
}) {
  const { t } = useTranslation();
  const items = actsOn(item).map((act) => ({ key: act, label: t(`stock.act.${act}`) }));
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Dropdown
        trigger={['click']}
        disabled={!items.length}
        menu={{ items, onClick: ({ key }) => onAct(key as StockAct, item) }}
      >
        <Button {...(primary ? { type: 'primary' as const } : { size: 'small' as const })}>
          {t('stock.acts')} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    </span>
  );
}

/** One dialog for whatever is done to whichever item; what cannot be done to it is not begun. */
export function useStockDialog(): { begin: OnAct; dialog: ReactNode } {
  const [open, setOpen] = useState<{ act: StockAct; item: StockItem }>();
  const begin: OnAct = (act, item) => {
    if (actsOn(item).includes(act)) setOpen({ act, item });
  };
  const close = () => setOpen(undefined);
  const dialog = open && <ActDialog key={open.item.id} {...open} onClose={close} />;
  return { begin, dialog };
}
