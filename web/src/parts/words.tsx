// Small pieces that say one thing: a status, a moment, an amount, a number to copy.
import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShops } from '../api/shops';
import type { Status } from '../api/types';
import { usePreferences } from '../app/preferences';
import { browserZone, formatFull, formatShort, offsetMinutes, offsetName } from '../base/clocks';
import { formatMoney, type Money } from '../base/money';

const tones: Record<Status, string> = {
  pending_payment: 'amber',
  deposit_paid: 'amber',
  balance_due: 'amber',
  paid: 'blue',
  awaiting_allocation: 'blue',
  label_printed: 'teal',
  picked_up: 'teal',
  in_transit: 'teal',
  partially_shipped: 'teal',
  delivered: 'green',
  completed: 'green',
  refunding: 'red',
  refunded: 'grey',
  cancelled: 'grey',
  closed: 'grey',
};

export function Pill({ tone, children }: { tone: string; children: ReactNode }) {
  return <span className={`pill tone-${tone}`}>{children}</span>;
}

export function StatusPill({ status }: { status: Status }) {
  const { t } = useTranslation();
  return <Pill tone={tones[status]}>{t(`status.${status}`)}</Pill>;
}

/** A state of any axis; one that this console does not know is shown as it came. */
export function useStateName() {
  const { t, i18n } = useTranslation();
  return (state: string | null | undefined, axis?: string | null): string => {
    if (!state) return '—';
    if (axis === 'after_sale' && state === 'none') return t('no_after_sale');
    const key = `state.${state}`;
    return i18n.exists(key) ? t(key as 'state.paid') : state;
  };
}

/** What somebody did, as the audit names it; a kind that this console does not know as it came. */
export function useDeed() {
  const { t, i18n } = useTranslation();
  return (kind: string): string => {
    // A dot would part the name under which the words stand.
    const key = `deed.${kind.replaceAll('.', '_')}`;
    return i18n.exists(key) ? t(key as 'deed.config_shop') : kind;
  };
}

/** The zone in which moments of a shop are shown, as the person prefers. */
export function useZone() {
  const { zone } = usePreferences();
  const shops = useShops().data?.items;
  return (shop?: string | null): string => {
    if (zone === 'browser' || !shop) return browserZone;
    return shops?.find((s) => s.code === shop)?.zone ?? browserZone;
  };
}

type MomentProps = {
  at: string | null | undefined;
  clock: string;
  shop?: string | null;
  full?: boolean;
};

/** A moment; pointing at it names its clock and zone. */
export function Moment({ at, clock, shop, full }: MomentProps) {
  const zone = useZone()(shop);
  if (!at) return <span className="quiet">—</span>;
  const ms = Date.parse(at);
  const elsewhere = offsetMinutes(ms, zone) !== offsetMinutes(ms, browserZone);
  const hint = (
    <>
      {clock}
      <br />
      {formatFull(at, zone)} {offsetName(ms, zone)}
      <br />
      {zone} · {at}
    </>
  );
  return (
    <Tooltip title={hint}>
      <time dateTime={at}>
        {full ? formatFull(at, zone) : formatShort(at, zone, Date.now())}
        {elsewhere && <small className="offset"> {offsetName(ms, zone)}</small>}
      </time>
    </Tooltip>
  );
}

export function Amount({ value, strong }: { value: Money; strong?: boolean }) {
  const { i18n } = useTranslation();
  return (
    <span className={strong ? 'amount strong' : 'amount'}>{formatMoney(value, i18n.language)}</span>
  );
}

/** A number with a button that copies it. */
export function Copyable({ text, children }: { text: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  async function copy() {
    await navigator.clipboard?.writeText(text);
    setDone(true);
    window.setTimeout(() => setDone(false), 1_200);
  }
  return (
    <span className="copyable">
      <span className="number">{children ?? text}</span>
      {navigator.clipboard && (
        <button
          aria-label={`${t(done ? 'common.copied' : 'common.copy')} ${text}`}
          title={t(done ? 'common.copied' : 'common.copy')}
          onClick={(event) => {
            event.stopPropagation();
            void copy();
          }}
        >
          {done ? <CheckOutlined /> : <CopyOutlined />}
        </button>
      )}
    </span>
  );
}

/** Names of holds and tags that the hub itself gives; others as they are. */
export function useHoldName() {
  const { t, i18n } = useTranslation();
  return (hold: string): string =>
    i18n.exists(`hold.${hold}`) ? t(`hold.${hold}` as 'hold.refund_due') : hold;
}

/** A shop as people call it. */
export function ShopName({ code }: { code: string | null }) {
  const shops = useShops().data?.items;
  if (!code) return <span className="quiet">—</span>;
  return (
    <span className="clip" title={code}>
      {shops?.find((shop) => shop.code === code)?.name || code}
    </span>
  );
}
