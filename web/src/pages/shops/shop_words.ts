// What a shop's figures say about how it is.
import type { Contract, PullWindow, Shop } from '../../api/types';

type ShopState = 'paused' | 'stopped' | 'failing' | 'running';

// Until its credentials change nobody asks the platform again.
const stopping = ['token_expired', 'permission_denied'];

export function stateOf({ paused, pull }: Pick<Shop, 'paused' | 'pull'>): ShopState {
  if (paused) return 'paused';
  if (!pull?.error) return 'running';
  return stopping.includes(pull.error.code) ? 'stopped' : 'failing';
}

export const stateTones = {
  paused: 'grey',
  stopped: 'red',
  failing: 'amber',
  running: 'green',
} as const satisfies Record<ShopState, string>;

/** Orders that lack and whose number is not told: only the first of them are named. */
export function unnamed({ missing, missing_numbers }: PullWindow): number {
  return Math.max(0, missing - missing_numbers.length);
}

const dayMs = 86_400_000;
const soonDays = 7;

/** Whole days until an authorisation ends, where that is near; negative: it has ended. */
export function daysLeft(endsAt: string | null, nowMs: number): number | undefined {
  if (!endsAt) return undefined;
  const days = Math.floor((Date.parse(endsAt) - nowMs) / dayMs);
  return days < soonDays ? days : undefined;
}

/** How long something took: seconds, and minutes from one on. */
export function lasted(ms: number, language: string): string {
  const [value, unit] = ms < 60_000 ? [ms / 1000, 'second'] : [ms / 60_000, 'minute'];
  const digits = { maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language, { style: 'unit', unit, ...digits }).format(value);
}

type Field = Contract['objects'][number]['fields'][number];

/** Which words tell a field's limits; none: nothing is limited. A greatest of 0 says that there is none. */
export function limitsOf({ min, max }: Pick<Field, 'min' | 'max'>) {
  if (max && min) return 'between';
  if (max) return 'at_most';
  return min ? 'at_least' : undefined;
}
