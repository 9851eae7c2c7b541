import { useTranslation } from 'react-i18next';
import type { StockDocument, StockDocumentLine } from '../../api/types';
import { awaited, isCounted } from '../../base/stock_documents';
import { DataTable, type Column } from '../../parts/data_table';
import { Card } from '../../parts/page';
import { Change, Units } from './stock_words';

type LineColumn = Column<StockDocumentLine>;

function useColumns(of: StockDocument): LineColumn[] {
  const { t } = useTranslation();
  const counted = of.kind === 'stocktake';
  const units = (key: 'quantity' | 'done' | 'lost', title: string): LineColumn => ({
    key,
    title,
    width: 100,
    align: 'right',
    render: (line) => <Units of={line[key]} />,
  });
  const sku: LineColumn = {
    key: 'sku',
    title: t('stock.sku'),
    render: (line) => (
      <>
        {line.name || line.sku}
        {line.name && <small className="quiet block number">{line.sku}</small>}
      </>
    ),
  };
  if (!counted) {
    const waits: LineColumn = {
      key: 'awaited',
      title: t('stock.documents.awaited'),
      width: 100,
      align: 'right',
      render: (line) => <Units of={of.state === 'draft' ? line.quantity : awaited(line)} strong />,
    };
    return [
      sku,
      units(
        'quantity',
        t(`stock.documents.wanted.${of.kind === 'transfer' ? 'transfer' : 'purchase'}`),
      ),
      units('done', t('stock.documents.received')),
      units('lost', t(`stock.documents.lost.${of.kind === 'transfer' ? 'transfer' : 'purchase'}`)),
      waits,
    ];
  }
  const number: LineColumn = {
    key: 'counted',
    title: t('stock.documents.counted'),
    width: 110,
    align: 'right',
    render: (line) =>
      isCounted(line) ? (
        <Units of={line.done} strong />
      ) : (
        <span className="quiet">{t('stock.documents.not_counted')}</span>
      ),
  };
  // Who counts does not see what the books say: it would be counted until it fits.
  if (of.state !== 'done') return [sku, number];
  return [
    sku,
    {
      key: 'on_hand',
      title: t('stock.documents.by_the_books'),
      width: 100,
      align: 'right',
      render: (line) => (isCounted(line) ? <Units of={line.on_hand} /> : '—'),
    },
    number,
    {
      key: 'difference',
      title: t('stock.documents.difference'),
      width: 100,
      align: 'right',
      render: (line) => (line.difference === null ? '—' : <Change by={line.difference} />),
    },
  ];
}

export function DocumentLines({ of }: { of: StockDocument }) {
  const { t } = useTranslation();
  const columns = useColumns(of);
  return (
    <Card title={t('stock.documents.lines', { count: of.lines.length })}>
      <DataTable
        label={t('stock.documents.lines', { count: of.lines.length })}
        columns={columns}
        rows={of.lines}
        rowKey={(line) => line.sku}
      />
    </Card>
  );
}
