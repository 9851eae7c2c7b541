// One stock item: its numbers, where each comes from, its ledger, and what holds it.
import { ArrowLeftOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useStockItem } from '../../api/stock';
import type { StockItemExplained } from '../../api/types';
import type { Figure } from '../../base/stock_figures';
import { useFreshness } from '../../parts/freshness';
import { UpdatedAt } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Copyable } from '../../parts/words';
import { Explained, FigureCards } from './explained';
import { ItemActions, useStockDialog } from './item_actions';
import { ItemShortages } from './item_shortages';
import { Ledger } from './ledger';
import { LevelsCard } from './levels_card';
import { Reservations } from './reservations';
import { PlaceOf, StockFlags } from './stock_words';
import './stock.css';

function Head({ item }: { item: StockItemExplained }) {
  const { t } = useTranslation();
  const fresh = useFreshness();
  const may = useMay('stock');
  const { begin, dialog } = useStockDialog();
  return (
    <div className="item-head">
      <Link to="/stock" className="item-back" aria-label={t('stock.back')} title={t('stock.back')}>
        <ArrowLeftOutlined />
      </Link>
      <div className="item-name">
        <h1>
          {item.name || item.sku} <StockFlags of={item} />
        </h1>
        <div className="quiet">
          {item.name && <Copyable text={item.sku} />} <PlaceOf of={item} />
        </div>
      </div>
      <div className="page-extra">
        <UpdatedAt of={fresh} />
        {may && <ItemActions item={item} onAct={begin} primary />}
      </div>
      {dialog}
    </div>
  );
}

export default function ItemPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useStockItem(id);
  const [figure, setFigure] = useState<Figure>('sellable');
  const item = query.data;
  useEffect(() => {
    document.title = `${item?.name || item?.sku || t('stock.title')} · Ordo`;
  }, [item?.name, item?.sku, t]);
  if (query.isPending) return <Loading rows={14} />;
  if (!item) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="page item-page">
      <Head item={item} />
      <FigureCards item={item} chosen={figure} onChoose={setFigure} />
      <div className="item-grid">
        <div className="item-main">
          <LevelsCard item={item} />
          <Ledger item={item} />
        </div>
        <aside className="item-side">
          <Explained item={item} figure={figure} />
          {item.short > 0 && <ItemShortages item={item} />}
          <Reservations item={item} />
        </aside>
      </div>
    </div>
  );
}
