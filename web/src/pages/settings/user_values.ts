// From what stands in the form to what is sent: only what was changed.
import type { User, UserPatch } from '../../api/types';

export type UserValues = { name?: string; role: User['role']; shops?: string[] };

/** The shops of a person: none chosen is every shop, and an owner has no choice. */
export function shopsOf({ role, shops }: Pick<UserValues, 'role' | 'shops'>): string[] | null {
  return role !== 'owner' && shops?.length ? shops : null;
}

const same = (a: string[] | null, b: string[] | null) =>
  JSON.stringify(a && [...a].sort()) === JSON.stringify(b && [...b].sort());

export function userPatch(
  user: Pick<User, 'name' | 'role' | 'shops'>,
  values: UserValues,
): UserPatch {
  const name = values.name?.trim() ?? '';
  const shops = shopsOf(values);
  return {
    ...(name === user.name ? {} : { name }),
    ...(values.role === user.role ? {} : { role: values.role }),
    ...(same(shops, user.shops) ? {} : { shops }),
  };
}
