// Users: who may sign in.
import { useQuery } from '@tanstack/react-query';
import { client, read, write, writeToTheEnd } from './client';
import { refreshMs } from './refresh';
import type { NewUser, User, UserPatch } from './types';

export function useUsers() {
  return useQuery({
    queryKey: ['users'],
    queryFn: () => read(client.GET('/api/v1/users')),
    // One that is made in queue-only mode appears some time after it was asked for.
    refetchInterval: refreshMs,
  });
}

// The password is in the answer alone; a repeat under the same key shows it again.
export function createUser(key: string, user: NewUser) {
  const params = { header: { 'Idempotency-Key': key } };
  return writeToTheEnd(() => client.POST('/api/v1/users', { params, body: user }));
}

const about = (key: string, login: string) => ({
  path: { login },
  header: { 'Idempotency-Key': key },
});

export function editUser(key: string, { login, version }: User, patch: UserPatch) {
  const header = { 'Idempotency-Key': key, 'If-Match': `"${version}"` };
  const params = { path: { login }, header };
  return write(client.PATCH('/api/v1/users/{login}', { params, body: patch }));
}

export function resetPassword(key: string, login: string) {
  const params = about(key, login);
  return writeToTheEnd(() => client.POST('/api/v1/users/{login}/password-reset', { params }));
}
