// Messages of the inbox, and those that wait for a person.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import { queryOf } from '../base/filters';
import type { MessageFilters } from '../base/message_filters';
import { reviewQuery, type ReviewFilters, type ReviewKind } from '../base/review_filters';
import type { ReviewItem } from './types';

export function useMessages(filters: MessageFilters, zone: string) {
  return useQuery({
    queryKey: ['messages', filters, zone],
    queryFn: () => {
      const params = { query: queryOf(filters, 'received', zone, 50) };
      return read(client.GET('/api/v1/messages', { params }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

export function useMessage(id: string | undefined) {
  return useQuery({
    queryKey: ['message', id],
    queryFn: () =>
      read(client.GET('/api/v1/messages/{id}', { params: { path: { id: id ?? '' } } })),
    refetchInterval: refreshMs,
    enabled: id !== undefined,
  });
}

export function useReview(kind: ReviewKind, filters: ReviewFilters, zone: string) {
  return useQuery({
    queryKey: ['review', kind, filters, zone],
    queryFn: async () => {
      const query = { ...reviewQuery(filters, zone, Date.now()), type: kind };
      const page = await read(client.GET('/api/v1/review', { params: { query } }));
      // The document leaves the rest of an item open; `type` says which of the two it is.
      return { ...page, items: page.items as unknown as ReviewItem[] };
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

/** How many wait, by why they do: of all reasons, whichever is chosen. */
export function useReviewCounts({ code: _, cursor: __, ...filters }: ReviewFilters, zone: string) {
  return useQuery({
    queryKey: ['review', 'counts', filters, zone],
    queryFn: () => {
      const { limit: _, ...query } = reviewQuery(filters, zone, Date.now());
      return read(client.GET('/api/v1/review/counts', { params: { query } }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}

const about = (key: string, id: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

export function replayMessage(key: string, id: string) {
  return write(client.POST('/api/v1/messages/{id}/replay', { params: about(key, id) }));
}

export function amendMessage(key: string, id: string, body: string) {
  const params = about(key, id);
  return write(client.POST('/api/v1/messages/{id}/amend', { params, body: { body } }));
}

type Action = { action: 'replay' } | { action: 'dismiss'; reason: string };

export function resolveReview(key: string, id: string, body: Action) {
  const params = about(key, id);
  return write(client.POST('/api/v1/review/{id}/resolve', { params, body }));
}
