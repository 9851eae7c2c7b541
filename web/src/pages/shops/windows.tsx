// The completeness ledger of a shop: what its platform lists in each window of time, beside what we have.
import { ScheduleOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session';
import { useChannels, useWindows } from '../../api/shops';
import type { PullWindow, Shop } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { UpdatedAt } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Copyable, Moment, Pill } from '../../parts/words';
import { useProbe } from './probe';
import { PullMoment } from './shop_card';
import { unnamed } from './shop_words';

function Outcome({ window: w }: { window: PullWindow }) {
  const { t } = useTranslation();
  if (!w.missing) return <Pill tone="green">{t('shops.windows.whole')}</Pill>;
  const rest = unnamed(w);
  return (
    <div className="window-gap">
      <Pill tone="red">{t('shops.windows.gap', { count: w.missing })}</Pill>
      <div className="window-numbers" role="group" aria-label={t('shops.windows.numbers')}>
        {w.missing_numbers.map((number) => (
          <Copyable key={number} text={number} />
        ))}
        {rest > 0 && (
          <small className="quiet">{t('shops.windows.unknown_numbers', { count: rest })}</small>
        )}
      </div>
    </div>
  );
}

function useColumns(shop: Shop): Column<PullWindow>[] {
  const { t } = useTranslation();
  const clock = t('shops.windows.window');
  const count = (key: 'total' | 'listed' | 'ours' | 'tries'): Column<PullWindow> => ({
    key,
    title: t(`shops.windows.${key}`),
    width: 84,
    align: 'right',
    render: (w) => w[key],
  });
  return [
    {
      key: 'window',
      title: clock,
      width: 170,
      render: (w) => (
        <>
          <Moment at={w.from} clock={clock} shop={shop.code} />
          <small className="quiet block">
            – <Moment at={w.to} clock={clock} shop={shop.code} />
          </small>
        </>
      ),
    },
    count('total'),
    count('listed'),
    count('ours'),
    { key: 'state', title: t('shops.windows.state'), render: (w) => <Outcome window={w} /> },
    count('tries'),
    {
      key: 'checked_at',
      title: t('shops.windows.checked_at'),
      width: 140,
      render: (w) => (
        <Moment at={w.checked_at} clock={t('shops.windows.checked_at')} shop={shop.code} />
      ),
    },
  ];
}

export function Windows({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<string>();
  const query = useWindows(shop.code, cursor);
  const columns = useColumns(shop);
  const channel = useChannels().data?.items.find(({ name }) => name === shop.channel);
  const mayProbe = useMay('review') && channel?.pulled;
  const probe = useProbe(shop);
  const page = query.data;
  return (
    <>
      <p className="quiet">{t('shops.windows.hint')}</p>
      <div className="shop-bar">
        <span>
          {t('shops.complete_until')}{' '}
          <b>
            <PullMoment shop={shop} of="complete_until" />
          </b>{' '}
          · {t('shops.watermark')} <PullMoment shop={shop} of="watermark" />
        </span>
        <UpdatedAt of={query} />
        {mayProbe && probe.button}
      </div>
      {probe.outcome}
      {query.isPending && <Loading rows={6} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<ScheduleOutlined aria-hidden />}
          title={t(
            channel?.pulled === false ? 'shops.windows.empty_pushed' : 'shops.windows.empty',
          )}
          {...(channel?.pulled === false ? {} : { hint: t('shops.windows.empty_hint') })}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('shops.tabs.windows')}
          columns={columns}
          rows={page.items}
          rowKey={(w) => `${w.from} ${w.to}`}
        />
      )}
      <Pager cursor={cursor} next={page?.next_cursor} onCursor={setCursor} />
      {probe.dialog}
    </>
  );
}
