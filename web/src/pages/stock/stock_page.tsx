import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { useMay } from '../../api/session';
import { useFreshness } from '../../parts/freshness';
import { Page } from '../../parts/page';
import { NoPermission } from '../../parts/states';
import { Documents } from './documents';
import { Items } from './items';
import { Places } from './places';
import { Shortages } from './shortages';
import { Skus } from './skus';
import { StockRules } from './stock_rules';
import './stock.css';

const tabs = ['items', 'shortages', 'documents', 'skus', 'places', 'rules'] as const;

export default function StockPage() {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const fresh = useFreshness();
  const may = useMay('stock', false);
  const content = {
    items: <Items />,
    shortages: <Shortages />,
    documents: <Documents />,
    skus: <Skus />,
    places: <Places />,
    rules: <StockRules />,
  };
  return (
    <Page title={t('stock.title')} of={fresh}>
      {may ? (
        <Tabs
          destroyOnHidden
          activeKey={tabs.find((name) => name === tab) ?? 'items'}
          onChange={(key) => navigate(key === 'items' ? '/stock' : `/stock/${key}`)}
          items={tabs.map((key) => ({
            key,
            label: t(`stock.tabs.${key}`),
            children: content[key],
          }))}
        />
      ) : (
        <NoPermission />
      )}
    </Page>
  );
}
