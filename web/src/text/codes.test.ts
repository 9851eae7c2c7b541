// The hub's stable codes beside the words that the console has for them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { zh } from './zh';

const src = join('..', 'src');
const read = (path: string) => readFileSync(join(src, path), 'utf8');
const sources = ['api', 'flows', 'core', 'orders', 'stock'].flatMap((room) =>
  readdirSync(join(src, room))
    .filter((name) => /\.(cc|h)$/.test(name) && !/_(test|fixture)\./.test(name))
    .map((name) => read(join(room, name))),
);
// What is wrong with a file is found in the ground, and told as it is.
sources.push(read(join('base', 'file_type.cc')), read(join('base', 'csv.cc')));

/** Every way in which the hub's code names a refusal: of requests, and of commands. */
const refusals = [
  /ErrorClass::k\w+,\s*"([a-z_]+)"/g,
  /invalid\("[^"]*",\s*(?:"[^"]*"\s*)+,\s*"([a-z_]+)"/g,
  /\b(?:conflict|no_such|refusal)\(\s*(?:\w+,\s*)?"([a-z_]+)"/g,
  /\bproblem\(\s*\d+,\s*"([a-z_]+)"/g,
  /"code":"([a-z_]+)"/g,
  /\bcode = [^;?]*\? "([a-z_]+)"/g,
  /"((?:rule|target|silence)_(?:exists|not_found))"/g, // alert_commands.cc has them in a table
];
/** What became of a message. */
const outcomes = [
  /\b(?:o|outcome)\.code = "([a-z_]+)"/g,
  /\bparked\(\s*"([a-z_]+)"/g,
  /\bk(?:RefusedAgain|\w+Code) = "([a-z_]+)"/g,
];

function codesOf(ways: readonly RegExp[]): Set<string> {
  const found = sources.flatMap((text) => ways.flatMap((way) => [...text.matchAll(way)]));
  return new Set(found.map((match) => match[1] ?? ''));
}

// Said by words of their own (parts/writing.ts), or never to who sits before the console: said where the
// program starts, by a platform, to a browser that is none, or to a system that pushes orders on.
const elsewhere = new Set(
  (
    'invalid stale transition_refused user_exists shop_exists last_owner not_pulled password_change_required ' +
    'unknown_topic unknown_language unknown_command storage_failed no_key key_missing ' +
    'history_unreadable data_in_use data_not_writable wrong_store not_copied key_mismatch ' +
    'unfinished_copy store_unavailable no_data method_not_allowed request_timeout headers_too_large upgrade_required ' +
    'pushed_already pushed_to_own_shop number_taken'
  ).split(' '),
);

describe('each code of the hub has words that say what to do', () => {
  it('of what is refused', () => {
    const codes = codesOf(refusals);
    expect(codes.size).toBeGreaterThan(80);
    const known = ['too_many', 'target_in_use', 'rule_exists', 'silence_not_found', 'internal'];
    for (const code of known) expect(codes).toContain(code);
    const silent = [...codes].filter((code) => !elsewhere.has(code) && !(code in zh.failure.code));
    expect(silent).toEqual([]);
  });

  it('of what became of a message', () => {
    const codes = codesOf(outcomes);
    for (const code of ['order_frozen', 'currency_changed']) expect(codes).toContain(code);
    expect([...codes].filter((code) => !(code in zh.review.code))).toEqual([]);
  });
});
