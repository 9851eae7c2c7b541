// One stream for the whole console. What it tells is gathered for a moment and then read anew, so that
// a thousand events cost one question.
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { readAnew } from './read_anew';
import { Stream, type SocketLike, type StreamState } from './stream';

const gatherMs = 1_200;
const ordersMax = 1_000; // beyond these it is cheaper to read anew whatever is on the screen

const LiveState = createContext<StreamState>('connecting');

export function useLive(): StreamState {
  return useContext(LiveState);
}

function openSocket(): SocketLike {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${window.location.host}/api/v1/stream`) as SocketLike;
}

function start(queries: QueryClient, onState: (state: StreamState) => void): () => void {
  let orders: Set<string> | 'all' = new Set<string>();
  let alerts = false;
  let told = false;
  let timer: number | undefined;

  // Nobody looks at a page in the background: it reads anew when it is looked at again.
  function flush() {
    window.clearTimeout(timer);
    timer = undefined;
    if (document.hidden || !told) return;
    readAnew(queries, orders, alerts);
    orders = new Set();
    alerts = told = false;
  }

  const stream = new Stream({
    topics: ['orders', 'stock', 'alerts'],
    open: openSocket,
    later: (act, ms) => {
      const id = window.setTimeout(act, ms);
      return () => window.clearTimeout(id);
    },
    onState,
    onReset: () => {
      orders = 'all';
      alerts = told = true;
      flush();
    },
    onEvent: (event) => {
      if (event.type === 'alert.raised') alerts = true;
      if (orders !== 'all' && event.data.order_id) orders.add(event.data.order_id);
      if (orders !== 'all' && orders.size > ordersMax) orders = 'all';
      told = true;
      if (!document.hidden) timer ??= window.setTimeout(flush, gatherMs);
    },
  });
  const hurry = () => stream.hurry();
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', flush);
  stream.start();
  return () => {
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', flush);
    window.clearTimeout(timer);
    stream.stop();
  };
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(() => start(queries, setState), [queries]);
  return <LiveState.Provider value={state}>{children}</LiveState.Provider>;
}
