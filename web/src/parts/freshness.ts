// How fresh a page is that is made of several questions: as fresh as the oldest of their answers.
import { notifyManager, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';

// What the frame around every page asks for is no part of the page.
const ofTheFrame = ['session', 'stats', 'shops', 'channels'];
const shown = {
  type: 'active',
  predicate: ({ queryKey }: { queryKey: readonly unknown[] }) =>
    !ofTheFrame.includes(String(queryKey[0])),
} as const;

const onScreen = (queries: QueryClient) => queries.getQueryCache().findAll(shown);

/** 0: nothing has been answered yet. */
export function oldestAnswer(queries: QueryClient): number {
  const times = onScreen(queries).map(({ state }) => state.dataUpdatedAt);
  const answered = times.filter((at) => at > 0);
  return answered.length ? Math.min(...answered) : 0;
}

export function useFreshness() {
  const queries = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => queries.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [queries],
  );
  const dataUpdatedAt = useSyncExternalStore(subscribe, () => oldestAnswer(queries));
  const isFetching = useSyncExternalStore(subscribe, () =>
    onScreen(queries).some(({ state }) => state.fetchStatus === 'fetching'),
  );
  return { dataUpdatedAt, isFetching, refetch: () => queries.refetchQueries(shown) };
}
