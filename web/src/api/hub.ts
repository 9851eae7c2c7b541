// The hub itself: figures, mode, rules.
import { useQuery } from '@tanstack/react-query';
import { client, read, readVersioned, write } from './client';
import { refreshMs } from './refresh';
import type {
  AddressRule,
  DeliveryRule,
  Limits,
  Mode,
  OverloadRule,
  PatrolRule,
  Retention,
} from './types';

export function useStats() {
  return useQuery({
    queryKey: ['stats'],
    queryFn: () => read(client.GET('/api/v1/stats')),
    refetchInterval: 15_000,
  });
}

export function useMode() {
  return useQuery({
    queryKey: ['mode'],
    queryFn: () => readVersioned(client.GET('/api/v1/mode')),
    refetchInterval: refreshMs,
  });
}

const standingOn = (key: string, tag: string) => ({
  header: { 'Idempotency-Key': key, 'If-Match': tag },
});

export function setMode(key: string, tag: string, mode: Mode) {
  const params = standingOn(key, tag);
  return write(client.PUT('/api/v1/mode', { params, body: { mode } }));
}

export function useLifecycles(enabled: boolean) {
  return useQuery({
    queryKey: ['lifecycles'],
    queryFn: () => readVersioned(client.GET('/api/v1/lifecycles')),
    refetchInterval: refreshMs,
    enabled,
  });
}

export function useRetention() {
  return useQuery({
    queryKey: ['retention'],
    queryFn: () => readVersioned(client.GET('/api/v1/retention')),
    refetchInterval: refreshMs,
  });
}

export function setRetention(key: string, tag: string, body: Retention) {
  return write(client.PUT('/api/v1/retention', { params: standingOn(key, tag), body }));
}

export function useDelivery() {
  return useQuery({
    queryKey: ['delivery'],
    queryFn: () => readVersioned(client.GET('/api/v1/delivery')),
    refetchInterval: refreshMs,
  });
}

export function setDelivery(key: string, tag: string, body: DeliveryRule) {
  return write(client.PUT('/api/v1/delivery', { params: standingOn(key, tag), body }));
}

export function useLimits() {
  return useQuery({
    queryKey: ['limits'],
    queryFn: () => readVersioned(client.GET('/api/v1/settings/limits')),
    refetchInterval: refreshMs,
  });
}

export function setLimits(key: string, tag: string, body: Limits) {
  return write(client.PUT('/api/v1/settings/limits', { params: standingOn(key, tag), body }));
}

export function useOverload() {
  return useQuery({
    queryKey: ['overload'],
    queryFn: () => readVersioned(client.GET('/api/v1/overload')),
    refetchInterval: refreshMs,
  });
}

export function setOverload(key: string, tag: string, body: OverloadRule) {
  return write(client.PUT('/api/v1/overload', { params: standingOn(key, tag), body }));
}

/** Where the hub is reached from outside. */
export function useAddress() {
  return useQuery({
    queryKey: ['address'],
    queryFn: () => readVersioned(client.GET('/api/v1/settings/address')),
    refetchInterval: refreshMs,
  });
}

export function setAddress(key: string, tag: string, body: AddressRule) {
  return write(client.PUT('/api/v1/settings/address', { params: standingOn(key, tag), body }));
}

export function usePatrol() {
  return useQuery({
    queryKey: ['patrol'],
    queryFn: () => readVersioned(client.GET('/api/v1/patrol')),
    refetchInterval: refreshMs,
  });
}

export function setPatrol(key: string, tag: string, body: PatrolRule) {
  return write(client.PUT('/api/v1/patrol', { params: standingOn(key, tag), body }));
}
