import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useFreshness } from '../../parts/freshness';
import { Page } from '../../parts/page';
import { NoPermission } from '../../parts/states';
import { Raised } from './raised';
import { Receivers } from './receivers';
import { Rules } from './rules';
import { Silences } from './silences';

const tabs = ['raised', 'rules', 'receivers', 'silences'] as const;

export default function AlertsPage() {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const fresh = useFreshness();
  const may = useMay('settings', false);
  const content = {
    raised: <Raised />,
    rules: may ? <Rules /> : <NoPermission />,
    receivers: may ? <Receivers /> : <NoPermission />,
    silences: <Silences />,
  };
  return (
    <Page title={t('alerts.title')} of={fresh}>
      <Tabs
        destroyOnHidden
        activeKey={tabs.find((name) => name === tab) ?? 'raised'}
        onChange={(key) => navigate(key === 'raised' ? '/alerts' : `/alerts/${key}`)}
        items={tabs.map((key) => ({
          key,
          label: t(`telling.tabs.${key}`),
          children: content[key],
        }))}
      />
    </Page>
  );
}
