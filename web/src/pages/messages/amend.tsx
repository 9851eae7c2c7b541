import { Alert, Button, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { amendMessage } from '../../api/messages';
import type { FullMessage } from '../../api/types';
import { pretty } from '../../base/pretty';
import { useWriting } from '../../parts/writing';

/** The body to be mended: what is sent goes on as a new message, the original stays. */
export function Amend({ message }: { message: FullMessage }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => pretty(message.body ?? '').text);
  const amend = useWriting(amendMessage, {
    done: (r) => t('messages.replayed', { id: message.id, state: t(`messages.state.${r.state}`) }),
    renew: ['message', 'messages', 'review', 'stats', 'orders'],
  });
  const valid = pretty(text).isJson;
  return (
    <Space direction="vertical" style={{ width: '100%' }}>
      <Alert type="info" message={t('messages.amend_hint')} />
      <Input.TextArea
        className="amend"
        aria-label={t('messages.body')}
        spellCheck={false}
        autoSize={{ minRows: 10, maxRows: 26 }}
        status={valid ? '' : 'error'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Space>
        <Button
          type="primary"
          disabled={!valid}
          loading={amend.busy}
          onClick={() => amend.run(message.id, text)}
        >
          {t('messages.amend_submit')}
        </Button>
        {!valid && <span className="bad">{t('messages.not_json')}</span>}
      </Space>
    </Space>
  );
}
