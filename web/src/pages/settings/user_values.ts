// From what stands in the form to what is sent: only what was changed.
import type { User, UserPatch } from '../../api/types';

export type UserValues = { name?: string; role: User['role'] };

export function userPatch(user: Pick<User, 'name' | 'role'>, values: UserValues): UserPatch {
  const name = values.name?.trim() ?? '';
  return {
    ...(name === user.name ? {} : { name }),
    ...(values.role === user.role ? {} : { role: values.role }),
  };
}
