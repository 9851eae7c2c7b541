// Who is told of alerts: receivers, rules and silences.
import { useQuery } from '@tanstack/react-query';
import { client, read, write } from './client';
import { refreshMs } from './refresh';
import type {
  AlertRule,
  AlertRulePatch,
  NewAlertRule,
  NewReceiver,
  NewSilence,
  OutgoingCall,
  Receiver,
  ReceiverPatch,
} from './types';

const once = (key: string) => ({ header: { 'Idempotency-Key': key } });
const onVersion = (key: string, version: number) => ({
  'Idempotency-Key': key,
  'If-Match': `"${version}"`,
});

export function useReceivers(enabled = true) {
  return useQuery({
    queryKey: ['receivers'],
    queryFn: () => read(client.GET('/api/v1/notify-targets')),
    refetchInterval: refreshMs,
    enabled,
  });
}

export function createReceiver(key: string, body: NewReceiver) {
  return write(client.POST('/api/v1/notify-targets', { params: once(key), body }));
}

export function editReceiver(key: string, { code, version }: Receiver, body: ReceiverPatch) {
  const params = { path: { code }, header: onVersion(key, version) };
  return write(client.PATCH('/api/v1/notify-targets/{code}', { params, body }));
}

export function removeReceiver(key: string, code: string) {
  const params = { path: { code }, ...once(key) };
  return write(client.DELETE('/api/v1/notify-targets/{code}', { params }));
}

export function testReceiver(key: string, code: string) {
  const params = { path: { code }, ...once(key) };
  return write(client.POST('/api/v1/notify-targets/{code}/test', { params }));
}

const afterSent = ({ state, receipt }: OutgoingCall) => {
  if (state === 'waiting') return 1_000;
  return receipt?.awaited ? 5_000 : false;
};

/** What became of a test; asked for until it has come to its end, an operator's report included. */
export function useSent(id: string) {
  return useQuery({
    queryKey: ['sent', id],
    queryFn: () => read(client.GET('/api/v1/outbox/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data ? afterSent(data) : false),
  });
}

export function useAlertRules() {
  return useQuery({
    queryKey: ['alert-rules'],
    queryFn: () => read(client.GET('/api/v1/alert-rules')),
    refetchInterval: refreshMs,
  });
}

export function createRule(key: string, body: NewAlertRule) {
  return write(client.POST('/api/v1/alert-rules', { params: once(key), body }));
}

export function editRule(key: string, { code, version }: AlertRule, body: AlertRulePatch) {
  const params = { path: { code }, header: onVersion(key, version) };
  return write(client.PATCH('/api/v1/alert-rules/{code}', { params, body }));
}

export function removeRule(key: string, code: string) {
  const params = { path: { code }, ...once(key) };
  return write(client.DELETE('/api/v1/alert-rules/{code}', { params }));
}

export function useSilences() {
  return useQuery({
    queryKey: ['silences'],
    queryFn: () => read(client.GET('/api/v1/silences')),
    // They end by themselves.
    refetchInterval: refreshMs,
  });
}

export function createSilence(key: string, body: NewSilence) {
  return write(client.POST('/api/v1/silences', { params: once(key), body }));
}

export function liftSilence(key: string, id: string) {
  const params = { path: { id }, ...once(key) };
  return write(client.DELETE('/api/v1/silences/{id}', { params }));
}
