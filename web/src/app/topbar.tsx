import { GlobalOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, Tooltip, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession, useSignOut } from '../api/session';
import { browserZone } from '../base/clocks';
import { useLive } from '../live/live';
import { chooseLanguage } from '../text';
import { prefer, usePreferences } from './preferences';

/** Whether what is on the screen follows the hub. */
export function LiveMark() {
  const { t } = useTranslation();
  const state = useLive();
  return (
    <Tooltip title={t(state === 'live' ? 'live.hint' : 'live.hint_down')}>
      <span className={`live live-${state}`} role="status">
        <i aria-hidden="true" />
        <span className="live-name">{t(`live.${state}`)}</span>
      </span>
    </Tooltip>
  );
}

export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const session = useSession().data;
  const signOut = useSignOut();
  const { zone } = usePreferences();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: `${session?.login ?? ''} · ${session?.role ? t(`role.${session.role}`) : ''}`,
    },
    { type: 'divider' },
    {
      key: 'zones',
      type: 'group',
      label: t('user.zone'),
      children: [
        { key: 'shop', label: t('user.zone_shop') },
        { key: 'browser', label: t('user.zone_browser', { zone: browserZone }) },
      ],
    },
    { type: 'divider' },
    { key: 'help', label: t('user.shortcuts'), extra: '?' },
    { key: 'out', label: t('user.sign_out') },
  ];
  const act: MenuProps['onClick'] = ({ key }) => {
    if (key === 'shop' || key === 'browser') prefer({ zone: key });
    if (key === 'help') onHelp();
    if (key === 'out') void signOut();
  };
  return (
    <>
      <Button
        type="text"
        icon={<GlobalOutlined aria-hidden />}
        lang={other}
        aria-label={other === 'en' ? 'English' : '中文'}
        onClick={() => void chooseLanguage(other)}
      >
        {other === 'en' ? 'English' : '中文'}
      </Button>
      <Dropdown menu={{ items, onClick: act, selectedKeys: [zone] }} trigger={['click']}>
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={session?.login}>
          {session?.login}
        </Button>
      </Dropdown>
    </>
  );
}
