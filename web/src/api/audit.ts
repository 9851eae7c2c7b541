// The audit: who did what, newest first.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read } from './client';
import { refreshMs } from './refresh';

export function useAudit(cursor: string | undefined) {
  return useQuery({
    queryKey: ['audit', cursor],
    queryFn: () => {
      const query = { limit: 50, ...(cursor ? { cursor } : {}) };
      return read(client.GET('/api/v1/audit', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}
