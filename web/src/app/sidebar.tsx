import {
  AlertOutlined,
  AppstoreOutlined,
  InboxOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  ProfileOutlined,
  SettingOutlined,
  ShopOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router-dom';
import { useStats } from '../api/hub';
import { may, useSession, type Area } from '../api/session';
import { prefer, usePreferences } from './preferences';

type Place = 'orders' | 'stock' | 'review' | 'messages' | 'shops' | 'alerts' | 'settings';

const places: [Place, ReactNode, Area][] = [
  ['orders', <ProfileOutlined key="i" aria-hidden />, 'orders'],
  ['stock', <AppstoreOutlined key="i" aria-hidden />, 'stock'],
  ['review', <ToolOutlined key="i" aria-hidden />, 'review'],
  ['messages', <InboxOutlined key="i" aria-hidden />, 'messages'],
  ['shops', <ShopOutlined key="i" aria-hidden />, 'shops'],
  ['alerts', <AlertOutlined key="i" aria-hidden />, 'alerts'],
  ['settings', <SettingOutlined key="i" aria-hidden />, 'settings'],
];

function Count({ value }: { value: number }) {
  if (!value) return null;
  return <span className="nav-count">{value > 99 ? '99+' : value}</span>;
}

export function Sidebar() {
  const { t } = useTranslation();
  const { narrow } = usePreferences();
  const session = useSession().data;
  const parked = useStats().data?.parked ?? 0;
  const fold = t(narrow ? 'nav.expand' : 'nav.collapse');
  return (
    <aside className="sidebar">
      <Link to="/orders" className="sidebar-brand">
        <img src="/mark.svg" alt="" width={28} height={28} />
        <span>{t('brand.name')}</span>
      </Link>
      <nav aria-label={t('nav.main')}>
        {places
          .filter(([, , area]) => may(session, area, false))
          .map(([place, icon]) => (
            <Tooltip key={place} title={narrow ? t(`nav.${place}`) : ''} placement="right">
              <NavLink to={`/${place}`}>
                {icon}
                <span className="nav-name">{t(`nav.${place}`)}</span>
                {place === 'review' && <Count value={parked} />}
              </NavLink>
            </Tooltip>
          ))}
      </nav>
      <button
        className="fold"
        aria-label={fold}
        title={fold}
        onClick={() => prefer({ narrow: !narrow })}
      >
        {narrow ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
      </button>
    </aside>
  );
}
