// One order beside the list, or beside any page, across all systems: for who has a customer on the telephone and wants neither
// to lose the list nor to look for a page.
import { DownOutlined, ExpandAltOutlined, UpOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useOrder } from '../../api/orders';
import type { Order } from '../../api/types';
import { besides } from '../../base/peek';
import { useHotkeys } from '../../parts/hotkeys';
import { UpdatedAt } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { AttachmentsCard } from './attachments_card';
import { Axes } from './axes';
import { LinesCard, MirrorsCard } from './main_cards';
import { OrderFrom, OrderName } from './order_head';
import { ParcelsCard, PaymentsCard, RefundsCard } from './record_cards';
import { useRevealed } from './revealed';
import { AmountsCard, ClocksCard, NoteCard, PresaleCard, ReceiverCard } from './side_cards';
import { TraceCard } from './trace';
import './order.css';

function Cards({ order }: { order: Order }) {
  const { shown, reveal } = useRevealed(order);
  return (
    <div className="order-panel-cards">
      <Axes order={shown} />
      <MirrorsCard order={shown} />
      <LinesCard order={shown} />
      <ParcelsCard order={shown} />
      <AttachmentsCard order={shown} />
      <ReceiverCard order={shown} extra={reveal} />
      <AmountsCard order={shown} />
      <ClocksCard order={shown} />
      <PaymentsCard order={shown} />
      <RefundsCard order={shown} />
      <PresaleCard order={shown} />
      <NoteCard order={shown} />
      <TraceCard order={shown} />
    </div>
  );
}

function Shown({ query }: { query: ReturnType<typeof useOrder> }) {
  if (query.isPending) return <Loading rows={14} />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <div className="order-panel-head">
        <OrderName order={query.data} />
        <OrderFrom order={query.data} />
      </div>
      {/* Of one person nothing goes over to the next order. */}
      <Cards key={query.data.id} order={query.data} />
    </>
  );
}

type Props = {
  id: string;
  ids: readonly string[]; // of the list beside it, in its order
  onGo: (id: string) => void;
  onClose: () => void;
};

function Steps({ id, ids, onGo }: Omit<Props, 'onClose'>) {
  const { t } = useTranslation();
  const { before, after } = besides(ids, id);
  const step = (to: string | undefined, name: string, icon: JSX.Element) => (
    <Button
      type="text"
      disabled={!to}
      aria-label={name}
      title={name}
      icon={icon}
      onClick={() => to && onGo(to)}
    />
  );
  return (
    <>
      {step(before, t('orders.peek_before'), <UpOutlined aria-hidden />)}
      {step(after, t('orders.peek_after'), <DownOutlined aria-hidden />)}
    </>
  );
}

/** The list stays in reach: j and k walk it, and the panel goes along. */
export function OrderPanel({ id, ids, onGo, onClose }: Props) {
  const { t } = useTranslation();
  const query = useOrder(id, undefined);
  useHotkeys({ Escape: onClose });
  return (
    <Drawer
      open
      mask={false}
      rootClassName="beside-list"
      width="min(640px, 94vw)"
      title={t('orders.order')}
      onClose={onClose}
      extra={
        <div className="page-extra">
          <UpdatedAt of={query} />
          {ids.length > 0 && <Steps id={id} ids={ids} onGo={onGo} />}
          <Link to={`/orders/${id}`} className="order-panel-open">
            <ExpandAltOutlined aria-hidden /> {t('orders.peek_page')}
          </Link>
        </div>
      }
    >
      <Shown query={query} />
    </Drawer>
  );
}
