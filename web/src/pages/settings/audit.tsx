import { AuditOutlined } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import { useAudit } from '../../api/audit';
import type { AuditLine } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { Facts } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { Moment, useDeed } from '../../parts/words';
import { detailRows } from './audit_words';

function useDetailName() {
  const { t, i18n } = useTranslation();
  return (name: string): string => {
    const key = `settings.audit.detail.${name}`;
    return i18n.exists(key) ? t(key as 'settings.audit.detail.name') : name;
  };
}

function Who({ line }: { line: AuditLine }) {
  if (!line.actor_name) return line.actor;
  return (
    <>
      {line.actor_name} <small className="quiet">{line.actor}</small>
    </>
  );
}

function OrderLink({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  if (!line.order_id) return <span className="quiet">—</span>;
  return (
    <Link to={`/orders/${line.order_id}`} onClick={(event) => event.stopPropagation()}>
      {t('review.open_order')}
    </Link>
  );
}

/** What was given for it, or what it was about: the one detail that is worth a glance. */
function brief({ details }: AuditLine): string {
  const told = details?.['purpose'] ?? details?.['reason'] ?? details?.['name'];
  return typeof told === 'string' ? told : '';
}

function useColumns(): Column<AuditLine>[] {
  const { t } = useTranslation();
  const deed = useDeed();
  return [
    {
      key: 'at',
      title: t('settings.audit.at'),
      width: 160,
      render: (line) => <Moment at={line.at} clock={t('settings.audit.at')} />,
    },
    {
      key: 'who',
      title: t('settings.audit.who'),
      width: 220,
      render: (line) => <Who line={line} />,
    },
    {
      key: 'what',
      title: t('settings.audit.what'),
      sentences: true,
      render: (line) => (
        <>
          <b className="cause">{deed(line.kind)}</b>
          <small className="quiet block">{brief(line)}</small>
        </>
      ),
    },
    {
      key: 'order',
      title: t('orders.order'),
      width: 120,
      render: (line) => <OrderLink line={line} />,
    },
  ];
}

function Line({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const name = useDetailName();
  const message = line.message_id && (
    <Link to={`/messages?id=${line.message_id}`}>#{line.message_id}</Link>
  );
  const head: [ReactNode, ReactNode][] = [
    [t('settings.audit.at'), <Moment key="v" at={line.at} clock={t('settings.audit.at')} full />],
    [t('settings.audit.who'), <Who key="v" line={line} />],
    [t('settings.audit.what'), deed(line.kind)],
    [t('orders.order'), <OrderLink key="v" line={line} />],
    [t('messages.id'), message ?? '—'],
  ];
  const details = detailRows(line.details ?? {});
  return (
    <>
      <Facts rows={head} />
      {details.length > 0 && (
        <section className="audit-details">
          <h3>{t('settings.audit.details')}</h3>
          <Facts rows={details.map(([of, value]) => [name(of), value])} />
        </section>
      )}
    </>
  );
}

export function Audit() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<AuditLine>();
  const columns = useColumns();
  const cursor = params.get('cursor') ?? undefined;
  const query = useAudit(cursor);
  const page = query.data;
  return (
    <>
      <p className="quiet">{t('settings.audit.hint')}</p>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Nothing
          icon={<AuditOutlined aria-hidden />}
          title={t('settings.audit.empty')}
          hint={t('settings.audit.empty_hint')}
        />
      )}
      {page && page.items.length > 0 && (
        <DataTable
          stacks
          label={t('settings.tabs.audit')}
          columns={columns}
          rows={page.items}
          rowKey={(line) => line.id}
          onOpen={setOpen}
        />
      )}
      <Pager
        cursor={cursor}
        next={page?.next_cursor}
        onCursor={(next) => setParams(next ? { cursor: next } : {})}
      />
      <Drawer
        title={t('settings.audit.line')}
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        width="min(520px, 94vw)"
        destroyOnHidden
      >
        {open && <Line line={open} />}
      </Drawer>
    </>
  );
}
