// The order that is looked at beside the list: which one stands in the address bar, and which comes next. And
// the one that is looked at beside any other page.
import { held } from './held';

export function readPeek(params: URLSearchParams): string | undefined {
  const id = params.get('order');
  return id && /^\d{1,19}$/.test(id) ? id : undefined;
}

/** Where a step leads in a list of so many; from nowhere (-1) it leads to the first. */
export function neighbour(count: number, at: number, step: number): number {
  return at < 0 ? 0 : Math.max(0, Math.min(count - 1, at + step));
}

/** The one before and the one after, where there are such; of what is not in the list nothing. */
export function besides(
  ids: readonly string[],
  id: string,
): { before: string | undefined; after: string | undefined } {
  const at = ids.indexOf(id);
  if (at < 0) return { before: undefined, after: undefined };
  return { before: ids[at - 1], after: ids[at + 1] };
}

/** The order that a search has found, looked at beside whatever page somebody is on. */
export const { put: lookBeside, use: useBeside } = held<string>();
