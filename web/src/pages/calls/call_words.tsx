import { useTranslation } from 'react-i18next';
import type { CallRecord } from '../../api/types';
import { Pill } from '../../parts/words';

export function OutcomePill({ call }: { call: CallRecord }) {
  const { t } = useTranslation();
  const tone = call.outcome === 'ok' ? 'green' : 'red';
  return <Pill tone={tone}>{t(`call_log.outcome.${call.outcome}`)}</Pill>;
}

/** The status that was answered, or that there was none. */
export function AnswerStatus({ call }: { call: CallRecord }) {
  const { t } = useTranslation();
  if (call.status !== null) return <span className="number">{call.status}</span>;
  return (
    <span className="quiet">{t(call.method ? 'call_log.no_answer' : 'call_log.not_sent')}</span>
  );
}

export function useCallCode() {
  const { t, i18n } = useTranslation();
  return (code: string): string => {
    const key = `call_log.code.${code}`;
    return i18n.exists(key) ? t(key as 'call_log.code.refused') : code;
  };
}

/** Why it failed, in words; nothing of one that did not. */
export function Why({ call }: { call: CallRecord }) {
  const code = useCallCode();
  if (call.outcome === 'ok') return <span className="quiet">—</span>;
  return (
    <>
      <b className="cause">{call.code ? code(call.code) : '—'}</b>
      {call.detail && <small className="quiet block two-lines">{call.detail}</small>}
    </>
  );
}
