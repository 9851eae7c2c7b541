import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

export function Save({ busy }: { busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Button type="primary" htmlType="submit" loading={busy}>
      {t('common.save')}
    </Button>
  );
}
