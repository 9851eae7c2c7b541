import { EllipsisOutlined, SwapOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetPerson, moveOrder, resetOrder, unfreezeOrder } from '../../api/orders';
import { useMay, useSession } from '../../api/session';
import type { Order } from '../../api/types';
import { useWriting } from '../../parts/writing';
import { EditDrawer } from './edit_drawer';
import { ReasonDialog } from '../../parts/reason_dialog';
import { StatusDialog } from './status_dialog';

type Open = 'move' | 'reset' | 'unfreeze' | 'forget' | 'edit' | undefined;

function useOrderWrites(order: Order, close: () => void) {
  const { t } = useTranslation();
  const options = { after: close, renew: ['order', 'orders', 'alerts'] };
  return {
    move: useWriting(moveOrder, {
      ...options,
      done: (moved) => t('order.moved', { status: t(`status.${moved.status}`) }),
    }),
    reset: useWriting(resetOrder, {
      ...options,
      done: (done) => t('order.reset_done', { snapshot: done.snapshot_id }),
    }),
    unfreeze: useWriting(unfreezeOrder, { ...options, done: () => t('order.unfrozen') }),
    forget: useWriting(forgetPerson, { ...options, done: () => t('order.forgotten') }),
    id: order.id,
  };
}

type DialogsProps = { order: Order; withheld: boolean; open: Open; close: () => void };

function Dialogs({ order, withheld, open, close }: DialogsProps) {
  const { t } = useTranslation();
  const { move, reset, unfreeze, forget, id } = useOrderWrites(order, close);
  return (
    <>
      <StatusDialog
        title={t('order.move')}
        hint={t('order.move_hint')}
        open={open === 'move'}
        busy={move.busy}
        now={order.status}
        onCancel={close}
        onDone={(to, reason) => move.run(id, to, reason)}
      />
      <StatusDialog
        danger
        title={t('order.reset')}
        hint={t('order.reset_hint')}
        open={open === 'reset'}
        busy={reset.busy}
        now={order.status}
        onCancel={close}
        onDone={(to, reason) => reset.run(id, to, reason)}
      />
      <ReasonDialog
        title={t('order.unfreeze')}
        hint={t('order.unfreeze_hint')}
        open={open === 'unfreeze'}
        busy={unfreeze.busy}
        onCancel={close}
        onDone={(reason) => unfreeze.run(id, reason)}
      />
      <ReasonDialog
        danger
        title={t('order.forget')}
        hint={t('order.forget_hint')}
        ok={t('order.forget_confirm')}
        open={open === 'forget'}
        busy={forget.busy}
        onCancel={close}
        onDone={(reason) => forget.run(id, reason)}
      />
      {open === 'edit' && <EditDrawer order={order} withheld={withheld} onClose={close} />}
    </>
  );
}

/** `withheld`: the order's people and words are masked to who looks at it. */
export function Actions({ order, withheld }: { order: Order; withheld: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>();
  const owner = useSession().data?.role === 'owner';
  if (!useMay('orders')) return null;
  const items: MenuProps['items'] = [
    { key: 'reset', label: t('order.reset'), danger: true },
    { key: 'unfreeze', label: t('order.unfreeze') },
    ...(owner && !order.forgotten && (order.buyer || order.receiver)
      ? [{ key: 'forget', label: t('order.forget'), danger: true }]
      : []),
  ];
  return (
    <>
      <Button onClick={() => setOpen('edit')}>{t('order.edit')}</Button>
      <Button type="primary" icon={<SwapOutlined aria-hidden />} onClick={() => setOpen('move')}>
        {t('order.move')}
      </Button>
      <Dropdown menu={{ items, onClick: ({ key }) => setOpen(key as Open) }} trigger={['click']}>
        <Button icon={<EllipsisOutlined aria-hidden />} aria-label={t('common.more')} />
      </Dropdown>
      <Dialogs order={order} withheld={withheld} open={open} close={() => setOpen(undefined)} />
    </>
  );
}
