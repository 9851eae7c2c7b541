import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useAddress } from '../../api/hub';
import type { Shop } from '../../api/types';
import { Copyable, Moment, Pill } from '../../parts/words';
import { stateOf, stateTones } from './shop_words';

export function ShopState({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const state = stateOf(shop);
  return <Pill tone={stateTones[state]}>{t(`shops.${state}`)}</Pill>;
}

/** What went wrong at the last call to the platform, and how often in a row. */
export function PullError({ shop }: { shop: Shop }) {
  const { t, i18n } = useTranslation();
  const { error = null, failures = 0 } = shop.pull ?? {};
  if (!error) return null;
  const key = `shops.pull_error.${error.code}`;
  return (
    <div className="pull-error">
      <b>{i18n.exists(key) ? t(key as 'shops.pull_error.platform_down') : error.code}</b>
      {failures > 0 && <small className="quiet"> {t('shops.failures', { count: failures })}</small>}
      <small className="quiet block">{error.detail}</small>
    </div>
  );
}

type FigureProps = { name: string; value: number; bad?: boolean; to?: string };

function Figure({ name, value, bad, to }: FigureProps) {
  const figure = <b className={bad && value ? 'bad' : ''}>{value}</b>;
  return (
    <div>
      {to ? <Link to={to}>{figure}</Link> : figure}
      <small className="quiet">{name}</small>
    </div>
  );
}

export function Figures({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const { health, code } = shop;
  const messages = (state: string) => `/messages?state=${state}&shop=${code}`;
  return (
    <div className="figures">
      <Figure name={t('shops.backlog')} value={health.backlog} />
      <Figure name={t('shops.waiting')} value={health.waiting} to={messages('waiting')} />
      <Figure name={t('shops.parked')} value={health.parked} bad to={messages('parked')} />
      <div className="last">
        {health.last_message_at ? (
          <Moment at={health.last_message_at} clock={t('clock.received_at')} shop={code} />
        ) : (
          <span>{t('shops.never')}</span>
        )}
        <small className="quiet">{t('shops.last_message')}</small>
      </div>
    </div>
  );
}

type PullMoment = 'complete_until' | 'watermark' | 'cursor_at';

export function PullMoment({ shop, of }: { shop: Shop; of: PullMoment }) {
  const { t } = useTranslation();
  const at = shop.pull?.[of];
  if (!at)
    return <span className="quiet">{of === 'complete_until' ? t('shops.not_checked') : '—'}</span>;
  return <Moment at={at} clock={t(`shops.${of}`)} shop={shop.code} />;
}

/** How far a shop that is pulled has been read, and how far it is known to be whole. */
function Pulled({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  if (!shop.pull) return null;
  return (
    <dl className="pulled">
      {(['complete_until', 'watermark', 'cursor_at'] as const).map((of) => (
        <div key={of}>
          <dt>{t(`shops.${of}`)}</dt>
          <dd>
            <PullMoment shop={shop} of={of} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const hookOf = ({ channel, code }: Shop) => `/hooks/${channel}/${code}`;

/** As platforms are told it: by the public address, where the settings have one. */
export function Hook({ shop }: { shop: Shop }) {
  const configured = useAddress().data?.value.public_url?.replace(/\/+$/, '');
  const origin = configured || window.location.origin;
  return <Copyable text={origin + hookOf(shop)}>{hookOf(shop)}</Copyable>;
}

type CardProps = { shop: Shop; onOpen: () => void; onEdit: (() => void) | undefined };

export function ShopCard({ shop, onOpen, onEdit }: CardProps) {
  const { t } = useTranslation();
  const link = (name: ReactNode, act: () => void) => (
    <Button type="link" size="small" onClick={act}>
      {name}
    </Button>
  );
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
        <ShopState shop={shop} />
      </header>
      <Figures shop={shop} />
      <Pulled shop={shop} />
      <PullError shop={shop} />
      <footer>
        <small className="quiet hook">
          {t('shops.webhook')} <Hook shop={shop} />
        </small>
        <span className="shop-links">
          <Link to={`/orders?shop=${shop.code}`}>{t('shops.orders')}</Link>
          {link(t('shops.details'), onOpen)}
          {onEdit && link(t('common.edit'), onEdit)}
        </span>
      </footer>
    </article>
  );
}
