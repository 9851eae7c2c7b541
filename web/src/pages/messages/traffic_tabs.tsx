import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';

const places = { received: '/messages', calls: '/messages/calls' } as const;
type Place = keyof typeof places;

/** What came in, and what went out. */
export function TrafficTabs({ chosen }: { chosen: Place }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs
      activeKey={chosen}
      onChange={(key) => navigate(places[key as Place])}
      items={(Object.keys(places) as Place[]).map((key) => ({
        key,
        label: t(`call_log.tabs.${key}`),
      }))}
    />
  );
}
