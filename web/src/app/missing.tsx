import { useTranslation } from 'react-i18next';
import { Nothing } from '../parts/states';

export default function Missing() {
  const { t } = useTranslation();
  return <Nothing title={t('failure.page')} hint={t('failure.not_found_hint')} />;
}
