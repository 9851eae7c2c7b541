import { PlusOutlined, ShopOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useShopsHealth } from '../../api/shops';
import type { Shop } from '../../api/types';
import { Page } from '../../parts/page';
import { Failure, Loading, Nothing } from '../../parts/states';
import { ShopCard } from './shop_card';
import { ShopDrawer, tabOf, type ShopTab } from './shop_drawer';
import { NewShopDrawer } from './shop_form';
import './shops.css';

/** Which shop is open, and at which tab, stands in the address: it can be sent to a colleague. */
function useOpen() {
  const [params, setParams] = useSearchParams();
  const open = (code: string, tab: ShopTab) =>
    setParams(tab === 'overview' ? { shop: code } : { shop: code, tab });
  const close = () => setParams({});
  return { code: params.get('shop'), tab: tabOf(params.get('tab')), open, close };
}

type OpenProps = { shops: Shop[]; at: ReturnType<typeof useOpen> };

function OpenShop({ shops, at: { code, tab, open, close } }: OpenProps) {
  const { t } = useTranslation();
  if (!code) return null;
  const shop = shops.find((one) => one.code === code);
  if (!shop) {
    return (
      <Drawer open onClose={close} title={code}>
        <Nothing
          icon={<ShopOutlined aria-hidden />}
          title={t('shops.gone')}
          hint={t('shops.gone_hint')}
        />
      </Drawer>
    );
  }
  return (
    <ShopDrawer
      key={code}
      shop={shop}
      tab={tab}
      onTab={(next) => open(code, next)}
      onClose={close}
    />
  );
}

export default function ShopsPage() {
  const { t } = useTranslation();
  const query = useShopsHealth();
  const may = useMay('shops');
  const [adding, setAdding] = useState(false);
  const at = useOpen();
  const shops = query.data?.items;
  const add = may && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('shops.add')}
    </Button>
  );
  return (
    <Page title={t('shops.title')} of={query} extra={add}>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {shops?.length === 0 && (
        <Nothing
          icon={<ShopOutlined aria-hidden />}
          title={t('shops.empty')}
          hint={t('shops.empty_hint')}
          action={add}
        />
      )}
      <div className="shops">
        {shops?.map((shop) => (
          <ShopCard
            key={shop.code}
            shop={shop}
            onOpen={() => at.open(shop.code, 'overview')}
            onEdit={may ? () => at.open(shop.code, 'settings') : undefined}
          />
        ))}
      </div>
      {shops && <OpenShop shops={shops} at={at} />}
      {adding && <NewShopDrawer onClose={() => setAdding(false)} />}
    </Page>
  );
}
