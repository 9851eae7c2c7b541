// How a step of the story is to be seen.
import type { TraceItem } from '../../api/types';

export type Tone = 'moved' | 'still' | 'inferred' | 'refused' | 'waiting';

export function toneOf(item: TraceItem): Tone {
  if (item.verdict === 'refused' || item.verdict === 'parked') return 'refused';
  if (item.verdict === 'waiting' || item.verdict === 'received') return 'waiting';
  if (item.inferred) return 'inferred';
  return item.verdict === 'moved' || item.verdict === 'late' ? 'moved' : 'still';
}

const whenOf = (item: TraceItem) => item.occurred_at ?? item.at ?? '';

/** The parts of a story as one, oldest first. Each part is in order; what is of one moment stays as it is. */
export function inOrder(parts: { items: TraceItem[] }[]): TraceItem[] {
  const oldestPartFirst = [...parts].reverse().flatMap((part) => part.items);
  return oldestPartFirst.sort((a, b) => whenOf(a).localeCompare(whenOf(b)));
}

/** What somebody wants to see who asks only what happened: no repeats, no duplicates. */
export function changesSomething(item: TraceItem): boolean {
  return toneOf(item) !== 'still' || (item.from === null && !item.implied && item.accepted);
}
