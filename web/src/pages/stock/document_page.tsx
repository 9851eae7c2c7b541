// One purchase order, transfer or stocktake: what is to come or to be counted, what did, and what is done with it.
import { ArrowLeftOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useStockDocument } from '../../api/stock_documents';
import type { StockDocument } from '../../api/types';
import { isUnderWay } from '../../base/stock_documents';
import { Card, Facts, UpdatedAt } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Moment } from '../../parts/words';
import { Counting } from './counting';
import { DocumentActs } from './document_acts';
import { DocumentLines } from './document_lines';
import { DocumentState } from './document_words';
import { Receiving } from './receiving';
import { useWarehouseName } from './stock_words';
import './stock.css';

function About({ of }: { of: StockDocument }) {
  const { t } = useTranslation();
  const warehouse = useWarehouseName();
  return (
    <Card title={t('stock.documents.about')}>
      <Facts
        rows={[
          ...(of.from === null
            ? []
            : [[t('stock.documents.from'), warehouse(of.from)] as [string, string]]),
          [t(`stock.documents.at.${of.kind}`), warehouse(of.warehouse)],
          ...(of.kind === 'purchase'
            ? [
                [t('stock.documents.supplier'), of.supplier ?? '—'] as [string, string],
                [t('stock.skus.arrives_on'), of.arrives_on ?? '—'] as [string, string],
              ]
            : []),
          [t('stock.documents.note'), of.note ?? '—'],
          [
            t('clock.created_at'),
            <>
              <Moment at={of.created_at} clock={t('clock.created_at')} />{' '}
              <small className="quiet">{of.created_by_name ?? of.created_by}</small>
            </>,
          ],
        ]}
      />
    </Card>
  );
}

/** What is done with it while it is under way: counted, or received. */
function Work({ of }: { of: StockDocument }) {
  const may = useMay('stock');
  if (!may || !isUnderWay(of)) return null;
  return of.kind === 'stocktake' ? <Counting of={of} /> : <Receiving of={of} />;
}

export default function DocumentPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useStockDocument(id);
  const document = query.data;
  const title = document && `${t(`stock.document.${document.kind}`)} #${document.id}`;
  useEffect(() => {
    window.document.title = `${title ?? t('stock.title')} · Ordo`;
  }, [title, t]);
  if (query.isPending) return <Loading rows={12} />;
  if (!document) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const back = t('stock.documents.back');
  return (
    <div className="page document-page">
      <div className="item-head">
        <Link to="/stock/documents" className="item-back" aria-label={back} title={back}>
          <ArrowLeftOutlined />
        </Link>
        <div className="item-name">
          <h1>
            {title} <DocumentState of={document} />
          </h1>
        </div>
        <div className="page-extra">
          <UpdatedAt of={query} />
          <DocumentActs of={document} />
        </div>
      </div>
      <div className="item-grid">
        <div className="item-main">
          <Work key={document.id} of={document} />
          <DocumentLines of={document} />
        </div>
        <aside className="item-side">
          <About of={document} />
        </aside>
      </div>
    </div>
  );
}
