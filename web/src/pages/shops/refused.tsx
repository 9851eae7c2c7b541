import { SafetyCertificateOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session';
import { useRefused } from '../../api/shops';
import type { RefusedWebhook, Shop } from '../../api/types';
import { DataTable, type Column } from '../../parts/data_table';
import { UpdatedAt } from '../../parts/page';
import { Failure, Loading, NoPermission, Nothing } from '../../parts/states';
import { Copyable, Moment } from '../../parts/words';

function useColumns(shop: Shop): Column<RefusedWebhook>[] {
  const { t, i18n } = useTranslation();
  const why = (code: string) => {
    const key = `shops.refused.code.${code}`;
    return i18n.exists(key) ? t(key as 'shops.refused.code.signature_invalid') : code;
  };
  return [
    {
      key: 'at',
      title: t('shops.refused.at'),
      width: 150,
      render: (r) => <Moment at={r.at} clock={t('clock.received_at')} shop={shop.code} />,
    },
    { key: 'why', title: t('shops.refused.why'), width: 150, render: (r) => why(r.code) },
    {
      key: 'digest',
      title: t('shops.refused.digest'),
      render: (r) => (
        <Copyable text={r.body_sha256}>
          <span className="digest" title={r.body_sha256}>
            {r.body_sha256.slice(0, 16)}…
          </span>
        </Copyable>
      ),
    },
    {
      key: 'remote',
      title: t('shops.refused.remote'),
      width: 170,
      render: (r) => <span className="number">{r.remote}</span>,
    },
  ];
}

/** Webhooks whose signature was not right: what to look for in a sender's books. */
export function Refused({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const may = useMay('messages', false);
  const query = useRefused(shop.code, may);
  const columns = useColumns(shop);
  if (!may) return <NoPermission />;
  const rows = query.data?.items ?? [];
  return (
    <>
      <div className="shop-bar">
        <span className="quiet">{t('shops.refused.hint')}</span>
        <UpdatedAt of={query} />
      </div>
      {query.isPending && <Loading rows={6} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && !rows.length && (
        <Nothing
          icon={<SafetyCertificateOutlined aria-hidden />}
          title={t('shops.refused.empty')}
          hint={t('shops.refused.empty_hint')}
        />
      )}
      {rows.length > 0 && (
        <DataTable
          label={t('shops.tabs.refused')}
          columns={columns}
          rows={rows}
          rowKey={(r) => `${r.at} ${r.body_sha256} ${r.remote}`}
        />
      )}
    </>
  );
}
