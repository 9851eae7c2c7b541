import { webcrypto } from 'node:crypto';
import { expect, it } from 'vitest';
import { uuid, webhookSecret } from './uuid';

// Node 18 has it under this name only; browsers and later versions have it at large.
globalThis.crypto ??= webcrypto as Crypto;

it('a key is a version 4 UUID, and never twice the same', () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuid()).not.toBe(uuid());
});

it('a secret holds 32 bytes', () => {
  expect(atob(webhookSecret().slice('whsec_'.length))).toHaveLength(32);
});
