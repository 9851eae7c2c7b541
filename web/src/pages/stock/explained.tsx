// The numbers of an item, and what made the one that is looked at.
import { useTranslation } from 'react-i18next';
import type { StockItem, StockItemExplained } from '../../api/types';
import { bucketOf, figures, stepsOf, type Figure } from '../../base/stock_figures';
import { Card } from '../../parts/page';
import { Change, Units } from './stock_words';

type CardsProps = { item: StockItem; chosen: Figure; onChoose: (figure: Figure) => void };

export function FigureCards({ item, chosen, onChoose }: CardsProps) {
  const { t } = useTranslation();
  return (
    <div className="figures" role="group" aria-label={t('stock.figures')}>
      {figures.map((figure) => (
        <button
          type="button"
          key={figure}
          className={figure === 'sellable' ? 'figure-card first' : 'figure-card'}
          aria-pressed={chosen === figure}
          title={t(`stock.bucket_hint.${figure}`)}
          onClick={() => onChoose(figure)}
        >
          <span>{t(`stock.bucket.${figure}`)}</span>
          <Units of={item[figure]} strong />
        </button>
      ))}
      <div className="figure-card" title={t('stock.bucket_hint.on_hand')}>
        <span>{t('stock.bucket.on_hand')}</span>
        <Units of={item.on_hand} strong />
      </div>
      {item.pool !== null && (
        <div className="figure-card" title={t('stock.granted_hint')}>
          <span>{t('stock.granted')}</span>
          <Units of={item.granted} strong />
        </div>
      )}
    </div>
  );
}

export function Explained({ item, figure }: { item: StockItemExplained; figure: Figure }) {
  const { t, i18n } = useTranslation();
  const bucket = bucketOf(figure, item);
  const steps = stepsOf(item.explained.find((one) => one.bucket === bucket));
  const units = item[figure];
  return (
    <Card
      title={t('stock.why.card', {
        figure: t(`stock.bucket.${figure}`),
        count: units.toLocaleString(i18n.language) as unknown as number,
      })}
      hint={t(`stock.bucket_hint.${figure}`)}
    >
      {steps.length === 0 ? (
        <p className="card-text quiet">{t('stock.why.never')}</p>
      ) : (
        <table className="table explained">
          <thead>
            <tr>
              <th scope="col">{t('stock.kind')}</th>
              <th scope="col" className="right">
                {t('stock.why.change')}
              </th>
              <th scope="col" className="right">
                {t('stock.why.sum')}
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ kind, times, net, sum }) => (
              <tr key={kind}>
                <td>
                  {t(`stock.movement.${kind}`)}{' '}
                  <small className="quiet">{t('stock.times', { count: times })}</small>
                </td>
                <td className="right">
                  <Change by={net} />
                </td>
                <td className="right">
                  <Units of={sum} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
