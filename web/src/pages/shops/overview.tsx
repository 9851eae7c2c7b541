import type { ReactNode } from 'react';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useChannels } from '../../api/shops';
import type { Shop } from '../../api/types';
import { Facts } from '../../parts/page';
import { Moment } from '../../parts/words';
import { Figures, Hook, PullError, PullMoment } from './shop_card';
import { daysLeft, lasted } from './shop_words';

function Ends({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const days = daysLeft(shop.credentials_expire_at, Date.now());
  return (
    <>
      <Moment at={shop.credentials_expire_at} clock={t('shops.expire_at')} shop={shop.code} full />{' '}
      {days !== undefined && (
        <span className="flag">
          {days < 0 ? t('shops.expired') : t('shops.expires_in', { days })}
        </span>
      )}
    </>
  );
}

function CredentialsSet({ shop }: { shop: Shop }) {
  const { t, i18n } = useTranslation();
  const name = (field: string) =>
    i18n.exists(`shops.credential.${field}`)
      ? t(`shops.credential.${field}` as 'shops.credential.secret')
      : field;
  if (!shop.credentials_set.length) return <span className="quiet">{t('shops.none_set')}</span>;
  return (
    <span className="flags">
      {shop.credentials_set.map((field) => (
        <span key={field} className="flag credential-set">
          {name(field)}
        </span>
      ))}
    </span>
  );
}

function usePullRows(shop: Shop): [ReactNode, ReactNode][] {
  const { t } = useTranslation();
  const channels = useChannels().data?.items;
  const pulled = channels?.find(({ name }) => name === shop.channel)?.pulled ?? true;
  const hinted = (of: 'complete_until' | 'watermark', hint: string) => (
    <Tooltip title={hint} key="h">
      <span className="hinted">{t(`shops.${of}`)}</span>
    </Tooltip>
  );
  if (!shop.pull) {
    const why = t(pulled ? 'shops.never_pulled' : 'shops.not_pulled');
    return [[t('shops.complete_until'), <span className="quiet">{why}</span>]];
  }
  return [
    [
      hinted('complete_until', t('shops.complete_hint')),
      <b>
        <PullMoment shop={shop} of="complete_until" />
      </b>,
    ],
    [hinted('watermark', t('shops.watermark_hint')), <PullMoment shop={shop} of="watermark" />],
    [t('shops.cursor_at'), <PullMoment shop={shop} of="cursor_at" />],
    [t('shops.last_error'), shop.pull.error ? <PullError shop={shop} /> : t('shops.no_error')],
  ];
}

function Lag({ shop }: { shop: Shop }) {
  const { t, i18n } = useTranslation();
  const { lag } = shop.health;
  if (!lag) return <span className="quiet">{t('shops.no_lag')}</span>;
  const [median, p95] = [lag.median_ms, lag.p95_ms].map((ms) => lasted(ms, i18n.language));
  return <>{t('shops.lag_words', { median, p95 })}</>;
}

export function Overview({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const pull = usePullRows(shop);
  return (
    <>
      <Figures shop={shop} />
      <Facts
        rows={[
          ...pull,
          [
            <Tooltip title={t('shops.lag_hint')} key="lag">
              <span className="hinted">{t('shops.lag')}</span>
            </Tooltip>,
            <Lag shop={shop} />,
          ],
          [t('shops.webhook'), <Hook shop={shop} />],
          [t('shops.callback_url'), shop.callback_url ?? '—'],
          [t('shops.zone'), `${shop.zone} · ${shop.currency} · ${shop.country}`],
          [t('shops.credentials_set'), <CredentialsSet shop={shop} />],
          [t('shops.expire_at'), <Ends shop={shop} />],
        ]}
      />
    </>
  );
}
