import { expect, it } from 'vitest';
import { isReplayable, waitsForPerson } from './message_rules';

const webhook = { kind: 'webhook', resolved_by: null } as const;

it('what was decided upon is sent on again, unless its body is gone or nobody sent it', () => {
  expect(isReplayable({ ...webhook, state: 'parked' })).toBe(true);
  expect(isReplayable({ ...webhook, state: 'applied' })).toBe(true);
  expect(isReplayable({ ...webhook, state: 'waiting' })).toBe(false);
  expect(isReplayable({ ...webhook, state: 'parked', body_erased: true })).toBe(false);
  expect(isReplayable({ ...webhook, kind: 'command', state: 'parked' })).toBe(false);
});

it('a parked message waits until somebody has seen to it', () => {
  expect(waitsForPerson({ ...webhook, state: 'parked' })).toBe(true);
  expect(waitsForPerson({ ...webhook, state: 'parked', resolved_by: '9' })).toBe(false);
  expect(waitsForPerson({ ...webhook, state: 'ignored' })).toBe(false);
});
