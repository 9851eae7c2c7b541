// What a person prefers on this computer.
import { useSyncExternalStore } from 'react';

export type Preferences = { zone: 'shop' | 'browser'; narrow: boolean };

const storeKey = 'ordo.preferences';
const listeners = new Set<() => void>();
let held: Preferences = read();

function read(): Preferences {
  const fallback: Preferences = { zone: 'shop', narrow: false };
  try {
    return { ...fallback, ...(JSON.parse(localStorage.getItem(storeKey) ?? '{}') as object) };
  } catch {
    return fallback;
  }
}

export function prefer(change: Partial<Preferences>): void {
  held = { ...held, ...change };
  localStorage.setItem(storeKey, JSON.stringify(held));
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => held,
  );
}
