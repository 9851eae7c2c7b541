// Seeing to many messages at once: one after the other, each with a key of its own, so that one that
// fails leaves the others done.
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayMessage, resolveReview } from '../../api/messages';
import { uuid } from '../../base/uuid';
import { ReasonDialog } from '../../parts/reason_dialog';

type Outcome = { ok: number; failed: number };

export async function oneByOne(
  ids: readonly string[],
  act: (id: string) => Promise<boolean>,
  onProgress: (done: number) => void,
): Promise<Outcome> {
  const outcome: Outcome = { ok: 0, failed: 0 };
  for (const id of ids) {
    const right = await act(id).catch(() => false);
    if (right) outcome.ok += 1;
    else outcome.failed += 1;
    onProgress(outcome.ok + outcome.failed);
  }
  return outcome;
}

// Sent on and parked again is not done.
async function replay(id: string): Promise<boolean> {
  const written = await replayMessage(uuid(), id);
  return !written.done || written.data.state !== 'parked';
}

async function dismiss(id: string, reason: string): Promise<boolean> {
  await resolveReview(uuid(), id, { action: 'dismiss', reason });
  return true;
}

type Props = {
  ids: string[];
  replayable?: boolean; // a refusal can only be dismissed
  onDone: () => void;
};

export function Bulk({ ids, replayable = true, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [done, setDone] = useState<number>();
  const [asking, setAsking] = useState(false);
  const busy = done !== undefined;

  async function run(act: (id: string) => Promise<boolean>) {
    setDone(0);
    const outcome = await oneByOne(ids, act, setDone);
    setDone(undefined);
    setAsking(false);
    message.open({
      type: outcome.failed ? 'warning' : 'success',
      content: t('review.result', outcome),
    });
    onDone();
    for (const kind of ['review', 'messages', 'message', 'stats', 'order']) {
      void queries.invalidateQueries({ queryKey: [kind] });
    }
  }

  return (
    <div className="bulk">
      <span className="quiet">
        {busy
          ? t('review.progress', { done, total: ids.length })
          : t('review.selected', { count: ids.length })}
      </span>
      {replayable && (
        <Button size="small" disabled={!ids.length} loading={busy} onClick={() => void run(replay)}>
          {t('review.replay_many')}
        </Button>
      )}
      <Button size="small" disabled={!ids.length || busy} onClick={() => setAsking(true)}>
        {t('review.dismiss_many')}
      </Button>
      <ReasonDialog
        title={t('review.dismiss_title')}
        hint={t(replayable ? 'review.dismiss_hint' : 'review.dismiss_refusal_hint')}
        open={asking}
        busy={busy}
        onCancel={() => setAsking(false)}
        onDone={(reason) => void run((id) => dismiss(id, reason))}
      />
    </div>
  );
}
