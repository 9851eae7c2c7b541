// Who waits for an item that is not there.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useShortages } from '../../api/stock';
import type { StockItem, StockShortage } from '../../api/types';
import { Card } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Moment, ShopName } from '../../parts/words';
import { AdviceOn, ShortageActs } from './shortage_parts';

const mostRead = 200; // as many as the hub gives at once

function Waiting({ of }: { of: StockShortage }) {
  const { t } = useTranslation();
  return (
    <li className="item-shortage">
      <div>
        <Link to={`/orders/${of.order_id}`}>{t('stock.order', { id: of.order_id })}</Link>{' '}
        <small>#{of.line_no}</small>{' '}
        <small className="quiet">
          <Moment at={of.at} clock={t('stock.short_since')} shop={of.shop} />
        </small>
        <small className="quiet block">
          <ShopName code={of.shop} />
        </small>
      </div>
      <span className="flag bad-flag">{t('stock.short', { count: of.missing })}</span>
      <div className="quiet small">
        <AdviceOn of={of} />
      </div>
      <ShortageActs of={of} />
    </li>
  );
}

export function ItemShortages({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const query = useShortages(undefined, mostRead);
  const mine = (query.data?.items ?? []).filter(({ item_id }) => item_id === item.id);
  const shown = mine.reduce((sum, { missing }) => sum + missing, 0);
  return (
    <Card title={t('stock.tabs.shortages')} hint={t('stock.short_hint')}>
      {query.isPending && <Loading rows={3} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      <ul className="item-shortages">
        {mine.map((one) => (
          <Waiting key={one.id} of={one} />
        ))}
      </ul>
      {query.data && shown < item.short && (
        <p className="card-text">
          <Link to="/stock/shortages">{t('stock.to_shortages')}</Link>
        </p>
      )}
    </Card>
  );
}
