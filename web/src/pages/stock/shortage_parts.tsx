// What can be done about a shortage.
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMay } from '../../api/session';
import { coverShortage, dropShortage, useStock } from '../../api/stock';
import type { StockShortage } from '../../api/types';
import { adviceOn, type Advice } from '../../base/shortages';
import { ReasonDialog } from '../../parts/reason_dialog';
import { Failure, Loading } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { usePoolName, useWarehouseName } from './stock_words';

function useAdviceWords() {
  const { t } = useTranslation();
  const [warehouse, pool] = [useWarehouseName(), usePoolName()];
  return (advice: Advice): string => {
    const count = advice.units;
    if (advice.kind === 'transfer')
      return t('stock.advice.transfer', { count, from: warehouse(advice.warehouse) });
    if (advice.kind === 'give_back')
      return t('stock.advice.give_back', { count, pool: pool(advice.pool) });
    return t(`stock.advice.${advice.kind}`, { count });
  };
}

function Elsewhere({ of }: { of: StockShortage }) {
  const { t } = useTranslation();
  const words = useAdviceWords();
  const query = useStock({ sku: of.sku });
  if (query.isPending) return <Loading rows={2} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <ol className="advice">
      {adviceOn(of, query.data.items).map((advice) => (
        <li key={words(advice)}>
          {words(advice)}{' '}
          {advice.kind === 'buy' && (
            <Link to="/stock/documents?new=purchase">{t('stock.to_buy')}</Link>
          )}
          {advice.kind === 'transfer' && (
            <Link to="/stock/documents?new=transfer">{t('stock.to_transfer')}</Link>
          )}
        </li>
      ))}
    </ol>
  );
}

/** What helps at once is said at once; where else there is something is looked up for who asks. */
export function AdviceOn({ of }: { of: StockShortage }) {
  const { t } = useTranslation();
  const words = useAdviceWords();
  const [first] = adviceOn(of);
  if (of.sellable >= of.missing) return <>{first && words(first)}</>;
  return (
    <>
      {of.sellable > 0 && first && <span className="block">{words(first)}</span>}
      <Popover
        destroyOnHidden
        trigger="click"
        title={t('stock.advice.title')}
        content={<Elsewhere of={of} />}
      >
        <Button type="link" size="small" className="advice-ask">
          {t('stock.advice.ask')}
        </Button>
      </Popover>
    </>
  );
}

export function ShortageActs({ of }: { of: StockShortage }) {
  const { t } = useTranslation();
  const [dropping, setDropping] = useState(false);
  const may = useMay('stock');
  const renew = ['stock', 'order', 'audit'];
  const cover = useWriting(coverShortage, {
    done: ({ covered, missing }) =>
      missing
        ? t('stock.covered_part', { covered, missing })
        : t('stock.covered_all', { count: covered }),
    renew,
  });
  const drop = useWriting(dropShortage, {
    done: () => t('stock.dropped'),
    after: () => setDropping(false),
    renew,
  });
  if (!may) return null;
  return (
    <span className="user-actions">
      <Button
        size="small"
        disabled={of.sellable === 0}
        title={of.sellable ? undefined : t('stock.nothing_to_cover')}
        loading={cover.busy}
        onClick={() => cover.run(of.id)}
      >
        {t('stock.cover')}
      </Button>
      <Button size="small" danger onClick={() => setDropping(true)}>
        {t('stock.drop')}
      </Button>
      <ReasonDialog
        danger
        open={dropping}
        busy={drop.busy}
        title={t('stock.drop_title')}
        hint={t('stock.drop_hint')}
        onCancel={() => setDropping(false)}
        onDone={(reason) => drop.run(of.id, reason)}
      />
    </span>
  );
}
