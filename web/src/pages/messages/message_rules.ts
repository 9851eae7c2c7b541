// What may be done about a message.
import type { Message } from '../../api/types';

type Judged = Pick<Message, 'kind' | 'state' | 'resolved_by'> & { body_erased?: boolean };

/** Only what a channel sent, and what has been decided upon, can be sent on again. */
export function isReplayable(m: Judged): boolean {
  const sent = m.kind === 'webhook' || m.kind === 'replay';
  return sent && m.state !== 'received' && m.state !== 'waiting' && !m.body_erased;
}

/** Parked, and nobody has seen to it yet. */
export function waitsForPerson(m: Judged): boolean {
  return m.state === 'parked' && !m.resolved_by;
}
