import { useTranslation } from 'react-i18next';
import type { StockDocumentState, StockDocumentSummary } from '../../api/types';
import { Pill } from '../../parts/words';

const tones: Record<StockDocumentState, string> = {
  draft: 'grey',
  open: 'blue',
  partly: 'amber',
  done: 'green',
  cancelled: 'grey',
};

export function DocumentState({ of }: { of: Pick<StockDocumentSummary, 'state'> }) {
  const { t } = useTranslation();
  return <Pill tone={tones[of.state]}>{t(`stock.documents.state.${of.state}`)}</Pill>;
}
