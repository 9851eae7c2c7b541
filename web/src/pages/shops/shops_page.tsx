import { PlusOutlined, ShopOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useShops } from '../../api/shops';
import type { Shop } from '../../api/types';
import { Page } from '../../parts/page';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Copyable, Moment, Pill } from '../../parts/words';
import { ShopDrawer } from './shop_drawer';
import './shops.css';

function Figure({
  name,
  value,
  bad,
  to,
}: {
  name: string;
  value: number;
  bad?: boolean;
  to?: string;
}) {
  const figure = <b className={bad && value ? 'bad' : ''}>{value}</b>;
  return (
    <div>
      {to ? <Link to={to}>{figure}</Link> : figure}
      <small className="quiet">{name}</small>
    </div>
  );
}

function ShopCard({ shop, onEdit }: { shop: Shop; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { health } = shop;
  const hook = `${window.location.origin}/hooks/${shop.channel}/${shop.code}`;
  return (
    <article className="shop">
      <header>
        <div>
          <h2>{shop.name || shop.code}</h2>
          <small className="quiet">
            {shop.channel} · <span className="number">{shop.code}</span> · {shop.zone} ·{' '}
            {shop.currency}
          </small>
        </div>
        <Pill tone={shop.paused ? 'grey' : 'green'}>
          {t(shop.paused ? 'shops.paused' : 'shops.running')}
        </Pill>
      </header>
      <div className="figures">
        <Figure name={t('shops.backlog')} value={health.backlog} />
        <Figure
          name={t('shops.waiting')}
          value={health.waiting}
          to={`/messages?state=waiting&shop=${shop.code}`}
        />
        <Figure
          name={t('shops.parked')}
          value={health.parked}
          bad
          to={`/messages?state=parked&shop=${shop.code}`}
        />
        <div className="last">
          {health.last_message_at ? (
            <Moment at={health.last_message_at} clock={t('clock.received_at')} shop={shop.code} />
          ) : (
            <span>{t('shops.never')}</span>
          )}
          <small className="quiet">{t('shops.last_message')}</small>
        </div>
      </div>
      <footer>
        <small className="quiet hook">
          {t('shops.webhook')}{' '}
          <Copyable text={hook}>{`/hooks/${shop.channel}/${shop.code}`}</Copyable>
        </small>
        <span>
          <Link to={`/orders?shop=${shop.code}`}>{t('shops.orders')}</Link>
          {onEdit && (
            <Button type="link" size="small" onClick={onEdit}>
              {t('common.edit')}
            </Button>
          )}
        </span>
      </footer>
    </article>
  );
}

export default function ShopsPage() {
  const { t } = useTranslation();
  const query = useShops();
  const may = useMay('shops');
  const [open, setOpen] = useState<Shop | 'new'>();
  const shops = query.data?.items;
  const add = may && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen('new')}>
      {t('shops.add')}
    </Button>
  );
  return (
    <Page title={t('shops.title')} of={query} extra={add}>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {shops?.length === 0 && (
        <Nothing
          icon={<ShopOutlined aria-hidden />}
          title={t('shops.empty')}
          hint={t('shops.empty_hint')}
          action={add}
        />
      )}
      <div className="shops">
        {shops?.map((shop) => (
          <ShopCard key={shop.code} shop={shop} onEdit={may ? () => setOpen(shop) : undefined} />
        ))}
      </div>
      {open && (
        <ShopDrawer shop={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  );
}
