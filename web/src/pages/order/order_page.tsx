import { ArrowLeftOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { ApiProblem } from '../../api/client';
import { useOrder } from '../../api/orders';
import type { Order } from '../../api/types';
import { UpdatedAt } from '../../parts/page';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment } from '../../parts/words';
import { Actions } from './actions';
import { AmountsCard, ClocksCard, NoteCard, PresaleCard, ReceiverCard } from './side_cards';
import { AsOfPicker } from './as_of';
import { AttachmentsCard } from './attachments_card';
import { Axes } from './axes';
import { LinesCard, MirrorsCard } from './main_cards';
import { OrderFrom, OrderName } from './order_head';
import { ParcelsCard, PaymentsCard, RefundsCard } from './record_cards';
import { useRevealed } from './revealed';
import { TraceCard } from './trace';
import './order.css';

function Title({ order, children }: { order: Order; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="order-head">
      <Link
        to="/orders"
        className="order-back"
        aria-label={t('order.back')}
        title={t('order.back')}
      >
        <ArrowLeftOutlined />
      </Link>
      <div>
        <OrderName order={order} />
        <OrderFrom order={order} />
      </div>
      <div className="page-extra">{children}</div>
    </div>
  );
}

type BodyProps = { order: Order; past: boolean; reveal: ReactNode };

function Body({ order, past, reveal }: BodyProps) {
  return (
    <>
      <Axes order={order} />
      <div className="order-grid">
        <div className="order-main">
          <LinesCard order={order} />
          {!past && <AttachmentsCard order={order} />}
          {!past && <TraceCard order={order} />}
          <MirrorsCard order={order} />
        </div>
        <aside className="order-side">
          <AmountsCard order={order} />
          <ClocksCard order={order} />
          <ReceiverCard order={order} extra={reveal} />
          <ParcelsCard order={order} />
          <PaymentsCard order={order} />
          <RefundsCard order={order} />
          <PresaleCard order={order} />
          <NoteCard order={order} />
        </aside>
      </div>
    </>
  );
}

function Past({ order, at, onBack }: { order: Order; at: string; onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      className="order-past"
      message={
        <>
          {t('order.as_of_banner', { time: '' })}{' '}
          <Moment at={at} clock={t('order.as_of')} shop={order.shop} full />
        </>
      }
      action={
        <Button size="small" onClick={onBack}>
          {t('order.as_of_back')}
        </Button>
      }
    />
  );
}

export default function OrderPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const at = params.get('at') ?? undefined;
  const query = useOrder(id, at);
  const order = query.data;
  const { shown, reveal, withheld } = useRevealed(order);
  useEffect(() => {
    document.title = `${order?.order_no ?? t('orders.order')} · Ordo`;
  }, [order?.order_no, t]);
  const goTo = (moment?: string) => setParams(moment ? { at: moment } : {}, { replace: true });
  if (query.isPending) return <Loading rows={14} />;
  if (!order || !shown) {
    const unknownThen = at && query.error instanceof ApiProblem && query.error.status === 404;
    if (!unknownThen) return <Failure error={query.error} retry={() => void query.refetch()} />;
    const back = <Button onClick={() => goTo()}>{t('order.as_of_back')}</Button>;
    return <Nothing title={t('order.as_of_none')} action={back} />;
  }
  return (
    <div className="page order-page">
      <Title order={order}>
        <UpdatedAt of={query} />
        <AsOfPicker order={order} at={at} onChange={goTo} />
        {!at && <Actions order={shown} withheld={withheld} />}
      </Title>
      {at && <Past order={order} at={at} onBack={() => goTo()} />}
      <Body order={at ? order : shown} past={Boolean(at)} reveal={at ? null : reveal} />
    </div>
  );
}
