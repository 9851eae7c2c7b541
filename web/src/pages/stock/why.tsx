// "Why is it 47?": what brought a figure about, and what moved it last.
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMovements, useStockItem } from '../../api/stock';
import type { StockItem } from '../../api/types';
import { bucketOf, effectOn, stepsOf } from '../../base/stock_figures';
import { Failure, Loading } from '../../parts/states';
import { Moment } from '../../parts/words';
import { Actor, Cause, Change, Units } from './stock_words';

const lastShown = 5;
const asked = 20; // some of them did not touch the figure

function Sum({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const query = useStockItem(item.id);
  if (query.isPending) return <Loading rows={3} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const bucket = bucketOf('sellable', item);
  const figure = query.data.explained.find((one) => one.bucket === bucket);
  const steps = stepsOf(figure);
  if (!steps.length) return <p className="quiet">{t('stock.why.never')}</p>;
  return (
    <ul className="why-sum">
      {steps.map(({ kind, net, times }) => (
        <li key={kind}>
          <Change by={net} /> {t(`stock.movement.${kind}`)}{' '}
          <small className="quiet">{t('stock.times', { count: times })}</small>
        </li>
      ))}
      <li className="why-total">
        <Units of={figure?.units ?? 0} strong /> {t('stock.bucket.sellable')}
      </li>
    </ul>
  );
}

function Last({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  const query = useMovements(item.id, {}, asked);
  const bucket = bucketOf('sellable', item);
  const last = (query.data?.items ?? [])
    .map((movement) => ({ movement, effect: effectOn(movement, bucket) }))
    .filter(({ effect }) => effect)
    .slice(0, lastShown);
  if (query.isPending) return <Loading rows={3} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!last.length) return null;
  return (
    <>
      <h3>{t('stock.why.last')}</h3>
      <ol className="why-last">
        {last.map(({ movement, effect }) => (
          <li key={movement.no}>
            <Moment at={movement.at} clock={t('stock.moved_at')} /> <Change by={effect?.by ?? 0} />{' '}
            {t(`stock.movement.${movement.kind}`)} <Cause of={movement} />{' '}
            <small className="quiet">
              <Actor of={movement} />
            </small>
          </li>
        ))}
      </ol>
    </>
  );
}

function Why({ item }: { item: StockItem }) {
  const { t } = useTranslation();
  return (
    <div className="why">
      <Sum item={item} />
      <Last item={item} />
      <Link to={`/stock/items/${item.id}`}>{t('stock.why.all')}</Link>
    </div>
  );
}

type Props = { item: StockItem; open: boolean; onOpen: (open: boolean) => void };

/** What can be sold of an item, as a button that says why. */
export function WhySellable({ item, open, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const units = item.sellable.toLocaleString(i18n.language);
  const title = t('stock.why.title', { name: item.name || item.sku, count: item.sellable });
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Popover
        destroyOnHidden
        trigger="click"
        placement="bottomRight"
        open={open}
        onOpenChange={onOpen}
        title={title}
        content={<Why item={item} />}
      >
        <Button
          type="text"
          size="small"
          className="figure"
          aria-expanded={open}
          aria-label={title}
          title={t('stock.why.hint')}
        >
          <span className={item.sellable ? 'units strong' : 'units bad'}>{units}</span>
        </Button>
      </Popover>
    </span>
  );
}
