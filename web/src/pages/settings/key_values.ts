// From what stands in the form of a new key to what is sent.
import type { NewKey, Role, Scope, ViewPart } from '../../api/types';

export type KeyValues = {
  name?: string;
  role?: Role | null;
  scopes?: Scope[];
  view?: ViewPart[];
  shops?: string[];
  days?: number | null;
  per_minute?: number | null;
};

const dayMs = 24 * 60 * 60 * 1000;

/** What is left empty is not limited. */
export function newKey(values: KeyValues, now: number): NewKey {
  const { role, scopes, view, shops, days, per_minute } = values;
  const whole = role === 'owner' || role === 'metrics';
  return {
    name: values.name?.trim() ?? '',
    ...(role ? { role } : {}),
    ...(scopes?.length ? { scopes } : {}),
    ...(view?.length ? { view } : {}),
    ...(shops?.length && !whole ? { shops } : {}),
    ...(days ? { expires_at: new Date(now + days * dayMs).toISOString() } : {}),
    ...(per_minute === null || per_minute === undefined ? {} : { per_minute }),
  };
}
