// The log of the calls that the hub made.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { refreshMs } from './refresh';
import { client, read } from './client';
import type { CallFilters } from '../base/call_filters';
import { queryOf } from '../base/filters';

/** The live stream does not tell of calls. */
const callsRefreshMs = 10_000;

export function useCalls(filters: CallFilters, zone: string, limit = 50, enabled = true) {
  return useQuery({
    queryKey: ['call_log', filters, zone, limit],
    // By a body: what is looked for may be a person's.
    queryFn: () => {
      const body = queryOf(filters, 'started', zone, limit);
      return read(client.POST('/api/v1/calls/search', { body }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: filters.cursor ? false : callsRefreshMs,
    enabled,
  });
}

export function useCall(id: string | undefined) {
  return useQuery({
    queryKey: ['call_record', id],
    queryFn: () => read(client.GET('/api/v1/calls/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
    // Its bodies may have been erased meanwhile.
    refetchInterval: refreshMs,
  });
}
