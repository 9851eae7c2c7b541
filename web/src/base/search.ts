// What is being searched for. It lives in memory only: phones, names and addresses must stand neither in
// the address bar nor in the browser's history.
import { useSyncExternalStore } from 'react';

export const searchKinds = ['q', 'phone', 'phone_tail', 'name', 'address'] as const;
export type SearchKind = (typeof searchKinds)[number];
export type Search = { kind: SearchKind; text: string };

const listeners = new Set<() => void>();
let held: Search | undefined;

export function searchFor(search: Search | undefined): void {
  held = search;
  for (const listener of listeners) listener();
}

export function useSearch(): Search | undefined {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => held,
  );
}
