// What was called last on account of one shop.
import { ApiOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useCalls } from '../../api/calls';
import { useMay } from '../../api/session';
import type { Shop } from '../../api/types';
import { callsAddress } from '../../base/call_filters';
import { UpdatedAt } from '../../parts/page';
import { Failure, Loading, NoPermission, Nothing } from '../../parts/states';
import { CallDrawer } from '../calls/call_drawer';
import { CallTable } from '../calls/call_table';

const shown = 20;

export function RecentCalls({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const may = useMay('messages', false);
  const [open, setOpen] = useState<string>();
  const query = useCalls({ shop: shop.code }, shop.zone, shown, may);
  if (!may) return <NoPermission />;
  const rows = query.data?.items ?? [];
  return (
    <>
      <div className="shop-bar">
        <Link to={callsAddress({ shop: shop.code })}>{t('call_log.all_of_shop')}</Link>
        <UpdatedAt of={query} />
      </div>
      {query.isPending && <Loading rows={6} />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && !rows.length && (
        <Nothing icon={<ApiOutlined aria-hidden />} title={t('call_log.empty')} />
      )}
      {rows.length > 0 && <CallTable ofOneShop rows={rows} onOpen={(call) => setOpen(call.id)} />}
      <CallDrawer id={open} onClose={() => setOpen(undefined)} />
    </>
  );
}
