import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import type { Message, MessageState } from '../../api/types';
import { Pill } from '../../parts/words';

const tones: Record<MessageState, string> = {
  received: 'blue',
  applied: 'green',
  duplicate: 'grey',
  ignored: 'grey',
  waiting: 'amber',
  parked: 'red',
};

export function StatePill({ state }: { state: MessageState }) {
  const { t } = useTranslation();
  return <Pill tone={tones[state]}>{t(`messages.state.${state}`)}</Pill>;
}

export function useCode() {
  const { t, i18n } = useTranslation();
  return (code: string): string => {
    const key = `review.code.${code}`;
    return i18n.exists(key) ? t(key as 'review.code.duplicate') : code;
  };
}

/** A detail as the hub gives it: what begins with a known code is said in the reader's language. */
export function Detail({ text }: { text: string }) {
  const { t, i18n } = useTranslation();
  const [, code, rest] = /^([a-z_]+): (.*)$/s.exec(text) ?? [];
  if (!code || !i18n.exists(`wrong.${code}`)) return text;
  return (
    <>
      {t(`wrong.${code}` as 'wrong.required')} · {rest}
    </>
  );
}

/** Why a message is where it is, or the order that it was about. */
export function Cause({ message }: { message: Message }) {
  const { t } = useTranslation();
  const code = useCode();
  if (!message.code) {
    if (!message.order_id) return <span className="quiet">—</span>;
    return (
      <Link to={`/orders/${message.order_id}`} onClick={(event) => event.stopPropagation()}>
        {t('review.open_order')}
      </Link>
    );
  }
  return (
    <>
      <b className="cause">{code(message.code)}</b>
      {message.pointer && <code className="pointer">{message.pointer}</code>}
      <small className="quiet block two-lines">
        <Detail text={message.detail ?? ''} />
      </small>
    </>
  );
}
