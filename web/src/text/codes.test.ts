// The hub's stable codes beside the words that the console has for them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { zh } from './zh';

const rooms = ['api', 'flows', 'core', 'orders'].map((room) => join('..', 'src', room));
const sources = rooms.flatMap((room) =>
  readdirSync(room)
    .filter((name) => name.endsWith('.cc') && !name.endsWith('_test.cc'))
    .map((name) => readFileSync(join(room, name), 'utf8')),
);
const named = /(?:ErrorClass::k\w+,\s*|invalid\("[^"]*",\s*"[^"]*",\s*)"([a-z_]+)"/g;

// Said by words of their own (parts/writing.ts), or never to who sits before the console.
const elsewhere = new Set(
  (
    'invalid stale transition_refused user_exists shop_exists last_owner not_pulled password_change_required ' +
    'unknown_topic unknown_language unknown_command storage_failed no_key key_missing ' +
    'history_unreadable data_in_use data_not_writable wrong_store not_copied key_mismatch ' +
    'unfinished_copy store_unavailable'
  ).split(' '),
);

it('each code of the hub has words that say what to do', () => {
  const codes = new Set(
    sources.flatMap((text) => [...text.matchAll(named)].map((m) => m[1] ?? '')),
  );
  expect(codes.size).toBeGreaterThan(40);
  const silent = [...codes].filter((code) => !elsewhere.has(code) && !(code in zh.failure.code));
  expect(silent).toEqual([]);
});
