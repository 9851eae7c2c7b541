// What several parts of the console share and no address holds. It lives in memory only.
import { useSyncExternalStore } from 'react';

export type Held<T> = { put: (value: T | undefined) => void; use: () => T | undefined };

export function held<T>(): Held<T> {
  const listeners = new Set<() => void>();
  let value: T | undefined;
  return {
    put(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () =>
      useSyncExternalStore(
        (changed) => {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
        () => value,
      ),
  };
}
