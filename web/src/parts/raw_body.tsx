// A message's body as it came: coloured when it is JSON, never changed.
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FullMessage } from '../api/types';
import { pretty, tokens } from '../base/pretty';

export function Json({ text }: { text: string }) {
  const shown = pretty(text);
  if (!shown.isJson) return <pre className="raw">{shown.text}</pre>;
  return (
    <pre className="raw">
      {tokens(shown.text).map((token, i) => (
        <span key={i} className={token.kind}>
          {token.text}
        </span>
      ))}
    </pre>
  );
}

export function RawBody({ message }: { message: FullMessage }) {
  const { t } = useTranslation();
  if (message.body_withheld) return <Alert type="info" message={t('messages.withheld')} />;
  if (message.body_erased) return <Alert type="info" message={t('messages.erased')} />;
  return <Json text={message.body ?? ''} />;
}
