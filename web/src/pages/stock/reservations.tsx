// What holds an item now.
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useReservations } from '../../api/stock';
import type { StockItem, StockReservation } from '../../api/types';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Moment, Pill, ShopName } from '../../parts/words';
import { Units } from './stock_words';

const tones: Record<StockReservation['state'], string> = {
  pending: 'amber',
  posted: 'blue',
  voided: 'grey',
  expired: 'grey',
  consumed: 'green',
};

export function ReservationPill({ of }: { of: StockReservation }) {
  const { t } = useTranslation();
  const state = of.placeholder && of.state === 'pending' ? 'placeholder' : of.state;
  return <Pill tone={tones[of.state]}>{t(`stock.reservation.${state}`)}</Pill>;
}

function Holder({ of }: { of: StockReservation }) {
  const { t } = useTranslation();
  if (of.cart) return <>{t('stock.cart', { id: of.order_id })}</>;
  return (
    <Link to={`/orders/${of.order_id}`}>
      {t('stock.order', { id: of.order_id })} <small>#{of.line_no}</small>
    </Link>
  );
}

function Row({ of }: { of: StockReservation }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>
        <Holder of={of} />
        <small className="quiet block">
          <ShopName code={of.shop} />
        </small>
      </td>
      <td>
        <ReservationPill of={of} />
        {of.expires_at && of.state === 'pending' && (
          <small className="quiet block">
            {t('stock.until')} <Moment at={of.expires_at} clock={t('stock.expires_at')} />
          </small>
        )}
      </td>
      <td className="right">
        <Units of={of.locked + of.promised + of.occupied} strong />
      </td>
    </tr>
  );
}

export function Reservations({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const query = useReservations(item.id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t('stock.reservations')} hint={t('stock.reservations_hint')}>
      {query.isPending && <Loading rows={4} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && (
        <p className="card-text quiet">{t('stock.reservations_empty')}</p>
      )}
      {rows.length > 0 && (
        <div className="table-frame">
          <table className="table" aria-label={t('stock.reservations')}>
            <tbody>
              {rows.map((one) => (
                <Row key={`${one.order_id}-${one.no}`} of={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <div className="card-text">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
