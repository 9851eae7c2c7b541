import { useTranslation } from 'react-i18next';
import type { CallRecord } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Moment, ShopName } from '../../parts/words';
import { AnswerStatus, OutcomePill, Why } from './call_words';

export function useCallColumns(): Column<CallRecord>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'started_at',
      title: t('call_log.started_at'),
      width: 150,
      render: (c) => <Moment at={c.started_at} clock={t('call_log.started_at')} shop={c.shop} />,
    },
    {
      key: 'outcome',
      title: t('call_log.outcome_name'),
      width: 90,
      render: (c) => <OutcomePill call={c} />,
    },
    {
      key: 'kind',
      title: t('call_log.kind_name'),
      width: 90,
      render: (c) => t(`call_log.kind.${c.kind}`),
    },
    {
      key: 'target',
      title: t('call_log.target'),
      render: (c) => (
        <>
          <span className="clip" title={c.target}>
            {c.method && <small className="quiet">{c.method} </small>}
            {c.target}
          </span>
          {c.subject && <small className="quiet block">{c.subject}</small>}
        </>
      ),
    },
    {
      key: 'status',
      title: t('call_log.status'),
      width: 90,
      render: (c) => <AnswerStatus call={c} />,
    },
    { key: 'why', title: t('call_log.why'), width: 260, render: (c) => <Why call={c} /> },
    {
      key: 'took',
      title: t('call_log.took'),
      width: 110,
      align: 'right',
      render: (c) => <span className="number">{t('call_log.ms', { ms: c.duration_ms })}</span>,
    },
    { key: 'shop', title: t('orders.shop'), width: 150, render: (c) => <ShopName code={c.shop} /> },
  ];
}

type Props = { rows: CallRecord[]; ofOneShop?: boolean; onOpen: (call: CallRecord) => void };

export function CallTable({ rows, ofOneShop, onOpen }: Props) {
  const { t } = useTranslation();
  const columns = useCallColumns();
  return (
    <DataTable
      label={t('call_log.title')}
      columns={ofOneShop ? columns.filter(({ key }) => key !== 'shop') : columns}
      rows={rows}
      rowKey={(c) => c.id}
      onOpen={onOpen}
    />
  );
}
