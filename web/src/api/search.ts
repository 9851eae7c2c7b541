// What a search finds beside orders: messages, by their own number or their platform's, and calls.
import { useQuery } from '@tanstack/react-query';
import { onlyOrder, placesOf, type Places, type Search } from '../base/search';
import { ApiProblem, client, read } from './client';
import { searchOrders, useFindOrders } from './orders';
import { refreshMs } from './refresh';
import { may, sees, useSession } from './session';
import type { Message, Order } from './types';

const most = 10;

/** What is not there, or whose person is forgotten, is simply not found. */
async function messageWith(id: string): Promise<Message | undefined> {
  try {
    return await read(client.GET('/api/v1/messages/{id}', { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 410)) return;
    throw error;
  }
}

async function findMessages({ messageId, externalId }: Places): Promise<Message[]> {
  const query = { external_id: externalId, limit: most };
  const [one, page] = await Promise.all([
    messageId ? messageWith(messageId) : undefined,
    externalId ? read(client.GET('/api/v1/messages', { params: { query } })) : undefined,
  ]);
  const others = (page?.items ?? []).filter(({ id }) => id !== one?.id);
  return [...(one ? [one] : []), ...others];
}

export function useFoundMessages(places: Places, enabled: boolean) {
  return useQuery({
    queryKey: ['messages', 'found', places],
    queryFn: () => findMessages(places),
    enabled: enabled && Boolean(places.messageId || places.externalId),
    refetchInterval: refreshMs,
    gcTime: 60_000,
  });
}

export function useFoundCalls(places: Places, enabled: boolean) {
  const { call } = places;
  return useQuery({
    queryKey: ['call_log', 'found', call],
    queryFn: async () => {
      const body = { q: call ?? '', limit: most };
      return (await read(client.POST('/api/v1/calls/search', { body }))).items;
    },
    enabled: enabled && call !== undefined,
    refetchInterval: refreshMs,
    gcTime: 60_000,
  });
}

/** Of a number that may end a telephone as well. */
async function findByTail({ phoneTail }: Places): Promise<Order[]> {
  const search = { kind: 'phone_tail', text: phoneTail ?? '' } as const;
  return phoneTail ? (await searchOrders(search, most)).items : [];
}

/** By who sees people only, since others' look-ups are written down and must be meant. */
export function useFoundByTail(places: Places, enabled: boolean) {
  const { phoneTail } = places;
  return useQuery({
    queryKey: ['search', 'tail', phoneTail],
    queryFn: () => findByTail(places),
    enabled: enabled && phoneTail !== undefined,
    gcTime: 60_000,
  });
}

/** Asks for the one order that a number names; nothing where it names none, several, or something else too. */
export function useFindOne() {
  const session = useSession().data;
  const findOrders = useFindOrders();
  return async (search: Search): Promise<Order | undefined> => {
    const places = placesOf(search);
    const [byNumber, messages, byTail] = await Promise.all([
      findOrders(search),
      may(session, 'messages', false) ? findMessages(places) : [],
      sees(session, 'people') ? findByTail(places) : [],
    ]);
    return onlyOrder(byNumber, messages, byTail);
  };
}
