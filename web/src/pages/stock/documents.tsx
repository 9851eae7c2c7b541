// Purchase orders, transfers and stocktakes.
import { DownOutlined, FileTextOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useStockDocuments } from '../../api/stock_documents';
import type { StockDocumentSummary } from '../../api/types';
import {
  documentFilters,
  documentKinds,
  documentStates,
  type DocumentFilters,
} from '../../base/stock_documents';
import { useAddressed } from '../../parts/addressed';
import { DataTable, type Column } from '../../parts/data_table';
import { FilterBar } from '../../parts/filter_bar';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment } from '../../parts/words';
import { DocumentDrawer } from './document_drawer';
import { DocumentState } from './document_words';
import { useWarehouseName } from './stock_words';

function useColumns(): Column<StockDocumentSummary>[] {
  const { t } = useTranslation();
  const warehouse = useWarehouseName();
  return [
    {
      key: 'id',
      title: t('stock.documents.document'),
      width: 150,
      render: (one) => (
        <>
          {t(`stock.document.${one.kind}`)} <span className="number">#{one.id}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('stock.state_name'),
      width: 120,
      render: (one) => <DocumentState of={one} />,
    },
    {
      key: 'warehouse',
      title: t('stock.warehouse'),
      render: (one) => (
        <>
          {one.from !== null && `${warehouse(one.from)} → `}
          {warehouse(one.warehouse)}
          {one.supplier && <small className="quiet block">{one.supplier}</small>}
        </>
      ),
    },
    {
      key: 'arrives_on',
      title: t('stock.skus.arrives_on'),
      width: 120,
      render: (one) => one.arrives_on ?? <span className="quiet">—</span>,
    },
    {
      key: 'note',
      title: t('stock.documents.note'),
      render: (one) => <span className="clip">{one.note}</span>,
    },
    {
      key: 'created',
      title: t('clock.created_at'),
      width: 150,
      render: (one) => (
        <>
          <Moment at={one.created_at} clock={t('clock.created_at')} />
          <small className="quiet block">{one.created_by_name ?? one.created_by}</small>
        </>
      ),
    },
  ];
}

type FiltersProps = { filters: DocumentFilters; onChange: (filters: DocumentFilters) => void };

function Filters({ filters, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const states = documentStates.map((value) => ({
    value,
    label: t(`stock.documents.state.${value}`),
  }));
  return (
    <FilterBar
      set={documentFilters}
      filters={filters}
      onChange={onChange}
      chips={{
        of: 'kind',
        label: t('stock.kind'),
        words: documentKinds,
        name: (kind) => t(`stock.document.${kind}`),
      }}
      choices={[{ of: 'state', label: t('stock.state_name'), options: states }]}
    />
  );
}

export function Documents() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { filters, opened, change } = useAddressed(documentFilters, 'new');
  const query = useStockDocuments(filters);
  const columns = useColumns();
  const may = useMay('stock');
  const page = query.data;
  const making = documentKinds.find((kind) => kind === opened);
  const items = documentKinds.map((key) => ({ key, label: t(`stock.documents.add.${key}`) }));
  const add = may && (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => change(filters, key) }}>
      <Button type="primary">
        {t('stock.documents.add_one')} <DownOutlined aria-hidden />
      </Button>
    </Dropdown>
  );
  return (
    <>
      <Filters filters={filters} onChange={(next) => change(next)} />
      {add && <div className="bulk">{add}</div>}
      {query.isPending && <Loading rows={8} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<FileTextOutlined aria-hidden />}
          title={t('stock.documents.empty')}
          hint={t('stock.documents.empty_hint')}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          label={t('stock.tabs.documents')}
          columns={columns}
          rows={page.items}
          rowKey={(one) => one.id}
          version={(one) => one.version}
          onOpen={(one) => navigate(`/stock/documents/${one.id}`)}
        />
      )}
      <Pager
        cursor={filters.cursor}
        next={page?.next_cursor}
        onCursor={(cursor) => change({ ...filters, cursor })}
      />
      {may && making && (
        <DocumentDrawer
          kind={making}
          onClose={() => change(filters)}
          onMade={(id) => navigate(`/stock/documents/${id}`)}
        />
      )}
    </>
  );
}
