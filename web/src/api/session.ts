// Who is signed in.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiProblem, client, read, setCsrfToken, whenSessionEnds } from './client';
import type { Role, Session } from './types';

const key = ['session'];

async function load(): Promise<Session | null> {
  try {
    const session = await read(client.GET('/api/v1/session'));
    setCsrfToken(session.csrf_token ?? '');
    return session;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

/** What was read by one person is not kept for the next. */
function end(queries: QueryClient): void {
  setCsrfToken('');
  queries.setQueryData(key, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] });
}

/** Null: nobody is. */
export function useSession() {
  const queries = useQueryClient();
  useEffect(() => whenSessionEnds(() => end(queries)), [queries]);
  return useQuery({
    queryKey: key,
    queryFn: load,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function useSignIn() {
  const queries = useQueryClient();
  return async (login: string, password: string, newPassword?: string) => {
    const body = { login, password, ...(newPassword ? { new_password: newPassword } : {}) };
    const session = await read(client.POST('/api/v1/session', { body }));
    setCsrfToken(session.csrf_token ?? '');
    queries.setQueryData(key, session);
  };
}

export function useSignOut() {
  const queries = useQueryClient();
  return async () => {
    await client.DELETE('/api/v1/session');
    end(queries);
  };
}

export type Area =
  | 'orders'
  | 'reveal'
  | 'messages'
  | 'review'
  | 'shops'
  | 'alerts'
  | 'settings'
  | 'access';
type Right = 'read' | 'write';

const rights: Record<Exclude<Role, 'owner'>, Partial<Record<Area, Right>>> = {
  operations: {
    orders: 'write',
    reveal: 'write',
    messages: 'write',
    review: 'write',
    shops: 'read',
    alerts: 'write',
  },
  warehouse: { orders: 'read', reveal: 'write', shops: 'read', alerts: 'read' },
  finance: { orders: 'read', shops: 'read', alerts: 'read' },
  support: {
    orders: 'write',
    reveal: 'write',
    messages: 'read',
    review: 'read',
    shops: 'read',
    alerts: 'read',
  },
  read_only: { orders: 'read', messages: 'read', review: 'read', shops: 'read', alerts: 'read' },
  metrics: {},
};

/** What the hub lets a role do, so that nobody is offered what would be refused. The hub decides. */
export function may(role: Role | undefined, area: Area, write: boolean): boolean {
  if (!role) return false;
  if (role === 'owner') return true;
  const right = rights[role][area];
  return right === 'write' || (right === 'read' && !write);
}

export function useMay(area: Area, write = true): boolean {
  return may(useSession().data?.role, area, write);
}

/** Whether people are shown to a role as they are; to others masked. */
export function seesPeople(role: Role | undefined): boolean {
  return role === 'owner' || role === 'operations';
}
