// Small pieces that say one thing of stock.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { usePools, useWarehouses } from '../../api/catalogue';
import type { StockItem, StockMovement } from '../../api/types';
import { documentKinds } from '../../base/stock_documents';
import { documentOf, signed } from '../../base/stock_figures';

/** A number of units; nought steps back. */
export function Units({ of, strong }: { of: number; strong?: boolean }) {
  const { i18n } = useTranslation();
  const tone = of === 0 ? 'units nought' : strong ? 'units strong' : 'units';
  return <span className={tone}>{of.toLocaleString(i18n.language)}</span>;
}

export function Change({ by }: { by: number }) {
  const { i18n } = useTranslation();
  const tone = by > 0 ? 'units came' : by < 0 ? 'units went' : 'units nought';
  return <span className={tone}>{signed(by, i18n.language)}</span>;
}

/** As people call them, where they are in the master file. */
export function useWarehouseName() {
  const known = useWarehouses().data?.items;
  return (code: string): string => known?.find((one) => one.code === code)?.name || code;
}
export function usePoolName() {
  const known = usePools().data?.items;
  return (code: string): string => known?.find((one) => one.code === code)?.name || code;
}

/** Where it lies, and for whom. */
export function PlaceOf({
  of: { warehouse, pool },
}: {
  of: Pick<StockItem, 'warehouse' | 'pool'>;
}) {
  const { t } = useTranslation();
  const [warehouseName, poolName] = [useWarehouseName(), usePoolName()];
  return (
    <>
      <span className="clip" title={warehouse}>
        {warehouseName(warehouse)}
      </span>
      {pool !== null && (
        <small className="quiet clip" title={pool}>
          {t('stock.for_pool', { pool: poolName(pool) })}
        </small>
      )}
    </>
  );
}

export function StockFlags({ of: item }: { of: StockItem }) {
  const { t } = useTranslation();
  return (
    <>
      {item.short > 0 && (
        <span className="flag bad-flag" title={t('stock.short_hint')}>
          {t('stock.short', { count: item.short })}
        </span>
      )}
      {item.low && (
        <span className="flag" title={t('stock.low_hint', { count: item.alert_below ?? 0 })}>
          {t('stock.low')}
        </span>
      )}
    </>
  );
}

const isDocument = (kind: string) => documentKinds.some((known) => known === kind);

/** What a movement belongs to: an order, or a document. */
export function Cause({ of }: { of: Pick<StockMovement, 'order_id' | 'document'> }) {
  const { t, i18n } = useTranslation();
  const document = documentOf(of.document);
  const key = `stock.document.${document?.kind ?? ''}`;
  const name = i18n.exists(key) ? t(key as 'stock.document.purchase') : document?.kind;
  return (
    <span className="links">
      {of.order_id && (
        <Link to={`/orders/${of.order_id}`}>{t('stock.order', { id: of.order_id })}</Link>
      )}
      {document &&
        (isDocument(document.kind) ? (
          <Link to={`/stock/documents/${document.id}`}>
            {name} #{document.id}
          </Link>
        ) : (
          <span>
            {name} {document.id}
          </span>
        ))}
    </span>
  );
}

export function Actor({ of }: { of: Pick<StockMovement, 'actor' | 'actor_name'> }) {
  const { t, i18n } = useTranslation();
  const key = `stock.actor.${of.actor}`;
  if (i18n.exists(key)) return <>{t(key as 'stock.actor.timer')}</>;
  return <span title={of.actor}>{of.actor_name ?? of.actor}</span>;
}
