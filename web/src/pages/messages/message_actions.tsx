// What can be done about one message: amend it, send it on again, or dismiss it with a reason.
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayMessage, resolveReview } from '../../api/messages';
import { useMay } from '../../api/session';
import type { FullMessage } from '../../api/types';
import { ReasonDialog } from '../../parts/reason_dialog';
import { useWriting } from '../../parts/writing';
import { isReplayable, waitsForPerson } from './message_rules';

const renew = ['message', 'messages', 'review', 'stats'];

function Dismiss({ message }: { message: FullMessage }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const dismiss = useWriting(
    (key: string, reason: string) => resolveReview(key, message.id, { action: 'dismiss', reason }),
    { done: () => t('review.dismissed'), after: () => setAsking(false), renew },
  );
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('review.dismiss_title')}</Button>
      <ReasonDialog
        title={t('review.dismiss_title')}
        hint={t('review.dismiss_hint')}
        open={asking}
        busy={dismiss.busy}
        onCancel={() => setAsking(false)}
        onDone={(reason) => dismiss.run(reason)}
      />
    </>
  );
}

type Props = { message: FullMessage; onAmend: () => void };

export function MessageActions({ message, onAmend }: Props) {
  const { t } = useTranslation();
  const mayReplay = useMay('messages') && isReplayable(message);
  const mayDismiss = useMay('review') && waitsForPerson(message);
  const replay = useWriting(replayMessage, {
    done: (r) => t('messages.replayed', { id: message.id, state: t(`messages.state.${r.state}`) }),
    renew,
  });
  return (
    <Space wrap>
      {mayDismiss && <Dismiss message={message} />}
      {mayReplay && !message.body_withheld && (
        <Button onClick={onAmend}>{t('messages.amend')}</Button>
      )}
      {mayReplay && (
        <Button
          loading={replay.busy}
          title={t('messages.replay_hint')}
          onClick={() => replay.run(message.id)}
        >
          {t('messages.replay')}
        </Button>
      )}
    </Space>
  );
}
