// Users: who may sign in.
import { useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import type { NewUser, UserPatch } from './types';

export function useUsers() {
  return useQuery({
    queryKey: ['users'],
    queryFn: () => read(client.GET('/api/v1/users')),
    // One that is made in queue-only mode appears some time after it was asked for.
    refetchInterval: 30_000,
  });
}

// Never asked for again when the answer is late: each request carries a password of its own, so that the
// hub knows no repeat of it.
export function createUser(key: string, user: NewUser) {
  const params = { header: { 'Idempotency-Key': key } };
  return write(client.POST('/api/v1/users', { params, body: user }));
}

const about = (key: string, login: string) => ({
  path: { login },
  header: { 'Idempotency-Key': key },
});

export function editUser(key: string, login: string, patch: UserPatch) {
  return write(client.PATCH('/api/v1/users/{login}', { params: about(key, login), body: patch }));
}

export function resetPassword(key: string, login: string) {
  return write(client.POST('/api/v1/users/{login}/password-reset', { params: about(key, login) }));
}
