// One shop: how it is, how complete, what was called for it, what it was refused, what is read of it, and its settings.
import { App, Button, Drawer, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session';
import { editShop } from '../../api/shops';
import type { Shop } from '../../api/types';
import { NoPermission } from '../../parts/states';
import { useWriting } from '../../parts/writing';
import { RecentCalls } from './calls';
import { Contract } from './contract';
import { Overview } from './overview';
import { Refused } from './refused';
import { SelfTest } from './self_test';
import { ShopState } from './shop_card';
import { ShopSettings } from './shop_form';
import { Windows } from './windows';

const tabs = [
  'overview',
  'self_test',
  'windows',
  'calls',
  'refused',
  'contract',
  'settings',
] as const;
export type ShopTab = (typeof tabs)[number];

export function tabOf(text: string | null): ShopTab {
  return tabs.find((tab) => tab === text) ?? 'overview';
}

function Pause({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const change = useWriting(editShop, {
    done: () => t(shop.paused ? 'shops.resume_done' : 'shops.pause_done'),
    renew: ['shops', 'audit'],
  });
  const ask = () =>
    void modal.confirm({
      title: t('shops.pause_title', { name: shop.name || shop.code }),
      content: t('shops.pause_hint'),
      okText: t('shops.pause'),
      onOk: () => change.run(shop, { paused: true }),
    });
  const act = shop.paused ? () => change.run(shop, { paused: false }) : ask;
  return (
    <Button disabled={change.busy} onClick={act}>
      {t(shop.paused ? 'shops.resume' : 'shops.pause')}
    </Button>
  );
}

type Props = { shop: Shop; tab: ShopTab; onTab: (tab: ShopTab) => void; onClose: () => void };

export function ShopDrawer({ shop, tab, onTab, onClose }: Props) {
  const { t } = useTranslation();
  const may = useMay('shops');
  const mayTest = useMay('review');
  const content = {
    overview: <Overview shop={shop} />,
    self_test: mayTest ? <SelfTest shop={shop} /> : <NoPermission />,
    windows: <Windows shop={shop} />,
    calls: <RecentCalls shop={shop} />,
    refused: <Refused shop={shop} />,
    contract: <Contract shop={shop} />,
    settings: may ? <ShopSettings shop={shop} /> : <NoPermission />,
  };
  const title = (
    <>
      {shop.name || shop.code} <ShopState shop={shop} />
    </>
  );
  return (
    <Drawer
      open
      width="min(960px, 94vw)"
      rootClassName="shop-drawer"
      onClose={onClose}
      title={title}
      extra={may && <Pause shop={shop} />}
    >
      <Tabs
        activeKey={tab}
        onChange={(key) => onTab(tabOf(key))}
        items={tabs.map((key) => ({
          key,
          label: t(`shops.tabs.${key}`),
          children: content[key],
          // What was typed stays while another tab is looked at; what is only read is read anew.
          destroyOnHidden: key !== 'settings',
        }))}
      />
    </Drawer>
  );
}
