import { beforeEach, describe, expect, it } from 'vitest';
import { Stream, waitMs, type SocketLike, type StreamEvent, type StreamState } from './stream';

class FakeSocket implements SocketLike {
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.onclose?.();
  }
  say(event: unknown) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
}

let sockets: FakeSocket[];
let waiting: { act: () => void; ms: number }[];
let states: StreamState[];
let events: StreamEvent[];
let resets: number;

function make(): Stream {
  return new Stream({
    topics: ['orders'],
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    later: (act, ms) => {
      const entry = { act, ms };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((w) => w !== entry);
      };
    },
    onState: (state) => states.push(state),
    onEvent: (event) => events.push(event),
    onReset: () => (resets += 1),
    chance: () => 1,
  });
}

const event = { type: 'order.paid', id: '7', at: '', data: { order_id: '1' } };

function passTime() {
  const due = waiting;
  waiting = [];
  for (const { act } of due) act();
}

beforeEach(() => {
  sockets = [];
  waiting = [];
  states = [];
  events = [];
  resets = 0;
});

describe('stream', () => {
  it('goes on after the last event when the line breaks', () => {
    make().start();
    sockets[0]?.onopen?.();
    sockets[0]?.say(event);
    sockets[0]?.close();
    passTime();
    sockets[1]?.onopen?.();
    expect(sockets[0]?.sent).toEqual(['{"subscribe":["orders"]}']);
    expect(sockets[1]?.sent).toEqual(['{"subscribe":["orders"],"after":"7"}']);
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
    expect(resets).toBe(0);
  });

  it('reads everything anew when the hub no longer knows that event', () => {
    make().start();
    sockets[0]?.onopen?.();
    sockets[0]?.say(event);
    sockets[0]?.say({ type: 'reset' });
    expect(resets).toBe(1);
    sockets[0]?.close();
    passTime();
    sockets[1]?.onopen?.();
    expect(sockets[1]?.sent).toEqual(['{"subscribe":["orders"]}']);
    expect(resets).toBe(2);
  });

  it('waits longer each time, to a limit', () => {
    make().start();
    for (let i = 0; i < 9; ++i) {
      sockets.at(-1)?.close();
      if (i < 8) passTime();
    }
    expect(waiting[0]?.ms).toBe(20_000);
    expect(waitMs(0, 1)).toBe(500);
    expect(waitMs(3, 0)).toBe(2_000);
  });

  it('does not sit out the wait when the network is back', () => {
    const stream = make();
    stream.start();
    sockets[0]?.close();
    stream.hurry();
    expect(sockets).toHaveLength(2);
    expect(waiting).toHaveLength(0);
  });

  it('opens nothing more once it is stopped', () => {
    const stream = make();
    stream.start();
    stream.stop();
    expect(states.at(-1)).toBe('stopped');
    expect(waiting).toHaveLength(0);
  });

  it('ignores what is not an event', () => {
    make().start();
    sockets[0]?.onopen?.();
    sockets[0]?.onmessage?.({ data: 'not json' });
    sockets[0]?.say({ type: 'error', code: 'x' });
    expect(events).toHaveLength(0);
  });
});
