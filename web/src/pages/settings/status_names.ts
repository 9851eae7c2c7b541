// What meanings of words are called in the reader's language.
import { useTranslation } from 'react-i18next';
import type { Status } from '../../base/order_filters';
import type { Kind } from '../../base/status_words';
import { useStateName } from '../../parts/words';

export function useSenseName() {
  const { t } = useTranslation();
  const state = useStateName();
  return (kind: Kind, sense: string): string => {
    if (sense === 'ignored') return t('settings.maps.ignored');
    return kind === 'order' ? t(`status.${sense as Status}`) : state(sense, kind);
  };
}
