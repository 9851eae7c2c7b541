// How a step of the story is to be seen.
import type { TraceItem } from '../../api/types';

export type Tone = 'moved' | 'still' | 'inferred' | 'refused' | 'waiting';

export function toneOf(item: TraceItem): Tone {
  if (item.verdict === 'refused' || item.verdict === 'parked') return 'refused';
  if (item.verdict === 'waiting' || item.verdict === 'received') return 'waiting';
  if (item.inferred) return 'inferred';
  return item.verdict === 'moved' || item.verdict === 'late' ? 'moved' : 'still';
}

/** What somebody wants to see who asks only what happened: no repeats, no duplicates. */
export function changesSomething(item: TraceItem): boolean {
  return toneOf(item) !== 'still' || (item.from === null && !item.implied && item.accepted);
}
