// The live stream of the hub: one socket, opened again when it breaks, going on after the last event
// that was heard. Pure but for the socket and the timer, which are given.

export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'stopped';

export type StreamEvent = {
  type: string;
  id: string;
  at: string;
  data: { order_id?: string; kind?: string; detail?: string };
};

export type SocketLike = {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
};

export type StreamOptions = {
  topics: string[];
  open: () => SocketLike;
  later: (act: () => void, ms: number) => () => void; // answers how to call it off
  onState: (state: StreamState) => void;
  onEvent: (event: StreamEvent) => void;
  onReset: () => void; // something may have been missed: read everything anew
  chance?: () => number;
};

const firstWaitMs = 500;
const longestWaitMs = 20_000;

/** How long to wait before the n-th attempt (from 0): doubling, and spread so that consoles do not all come at once. */
export function waitMs(attempt: number, chance: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** attempt);
  return Math.round(full / 2 + (full / 2) * chance);
}

function parseEvent(data: unknown): StreamEvent | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const event: unknown = JSON.parse(data);
    const known = typeof event === 'object' && event !== null && 'type' in event;
    return known ? (event as StreamEvent) : undefined;
  } catch {
    return undefined;
  }
}

export class Stream {
  private lastId: string | undefined;
  private attempt = 0;
  private opened = false; // at least once
  private socket: SocketLike | undefined;
  private callOff: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly options: StreamOptions) {}

  start(): void {
    this.options.onState(this.opened ? 'reconnecting' : 'connecting');
    this.connect();
  }

  /** The network is back: do not sit out the wait. */
  hurry(): void {
    if (!this.callOff || this.stopped) return;
    this.callOff();
    this.callOff = undefined;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.callOff?.();
    this.socket?.close();
    this.options.onState('stopped');
  }

  private connect(): void {
    const socket = this.options.open();
    this.socket = socket;
    socket.onopen = () => this.subscribe(socket);
    socket.onmessage = (message) => this.hear(message.data);
    socket.onclose = () => this.lost(socket);
  }

  private subscribe(socket: SocketLike): void {
    const after = this.lastId === undefined ? {} : { after: this.lastId };
    socket.send(JSON.stringify({ subscribe: this.options.topics, ...after }));
    // Without an event to go on after, nobody can tell what happened while the line was down.
    if (this.opened && this.lastId === undefined) this.options.onReset();
    this.opened = true;
    this.attempt = 0;
    this.options.onState('live');
  }

  private hear(data: unknown): void {
    const event = parseEvent(data);
    if (!event || event.type === 'error') return;
    if (event.type === 'reset') {
      this.lastId = undefined;
      this.options.onReset();
      return;
    }
    this.lastId = event.id;
    this.options.onEvent(event);
  }

  private lost(socket: SocketLike): void {
    if (this.stopped || socket !== this.socket) return;
    this.socket = undefined;
    this.options.onState('reconnecting');
    const chance = (this.options.chance ?? Math.random)();
    this.callOff = this.options.later(
      () => {
        this.callOff = undefined;
        this.connect();
      },
      waitMs(this.attempt, chance),
    );
    this.attempt += 1;
  }
}
