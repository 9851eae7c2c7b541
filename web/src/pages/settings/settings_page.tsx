import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useFreshness } from '../../parts/freshness';
import { Page } from '../../parts/page';
import { NoPermission } from '../../parts/states';
import { Audit } from './audit';
import { Keys } from './keys';
import { Lifecycles } from './lifecycles';
import { ModeSwitch } from './mode_switch';
import { Rules } from './rules';
import { StatusGroupsEditor } from './status_groups';
import { StatusMaps } from './status_maps';
import { Users } from './users';
import './settings.css';

const tabs = [
  'mode',
  'users',
  'keys',
  'audit',
  'rules',
  'status_maps',
  'status_groups',
  'lifecycles',
] as const;

export default function SettingsPage() {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const fresh = useFreshness();
  const may = useMay('settings', false);
  const content = {
    mode: <ModeSwitch />,
    users: <Users />,
    keys: <Keys />,
    audit: <Audit />,
    rules: <Rules />,
    status_maps: <StatusMaps />,
    status_groups: <StatusGroupsEditor />,
    lifecycles: <Lifecycles />,
  };
  return (
    <Page title={t('settings.title')} of={fresh}>
      {may ? (
        <Tabs
          destroyOnHidden
          activeKey={tabs.find((name) => name === tab) ?? 'mode'}
          onChange={(key) => navigate(`/settings/${key}`)}
          items={tabs.map((key) => ({
            key,
            label: t(`settings.tabs.${key}`),
            children: content[key],
          }))}
        />
      ) : (
        <NoPermission />
      )}
    </Page>
  );
}
