// Who is signed in.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { lookBeside } from '../base/peek';
import { searchFor } from '../base/search';
import { ApiProblem, client, read, setCsrfToken, whenSessionEnds } from './client';
import type { Scope, Session, ViewPart } from './types';

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
  searchFor(undefined);
  lookBeside(undefined);
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

type AreaOf<S> = S extends `${infer A}:${string}` ? A : never;
export type Area = AreaOf<Scope>;

/** What the hub says that the caller may do, so that nobody is offered what would be refused. */
export function may(session: Session | null | undefined, area: Area, write: boolean): boolean {
  const wanted: string = `${area}:${write ? 'write' : 'read'}`;
  return session?.scopes.some((scope) => scope === wanted) ?? false;
}

export function useMay(area: Area, write = true): boolean {
  return may(useSession().data, area, write);
}

/** Whether a part of orders is shown as it is; people and addresses are masked else. */
export function sees(session: Session | null | undefined, part: ViewPart): boolean {
  return session?.view.includes(part) ?? false;
}

/** Whether people, their street and free words are shown as they are. */
export function seesPeople(session: Session | null | undefined): boolean {
  return sees(session, 'people') && sees(session, 'address') && sees(session, 'notes');
}
