import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);

/** Each question with its options, as it stands in the sources of this folder. */
function questions(): [where: string, text: string][] {
  const files = readdirSync(folder).filter((name) => /^\w+\.ts$/.test(name));
  return files.flatMap((name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const found = source.matchAll(/export function (\w+)\([^{]*\{\n(?:.*\n)*?\}\n/g);
    return [...found]
      .filter(([text]) => /use(Infinite)?Query\(\{/.test(text))
      .map(([text, hook]): [string, string] => [`${name}: ${hook}`, text]);
  });
}

// A search says itself for whom it is asked once: `rereading`. A telephone's tail is asked once by everybody.
const askOnce = ['search.ts: useFoundByTail'];

test('whatever is shown is read anew by itself, unless it never changes', () => {
  const all = questions();
  expect(all.length).toBeGreaterThan(25);
  const still = all
    .filter(([, text]) => !/refetchInterval|staleTime: Infinity|rereading\(/.test(text))
    .map(([where]) => where);
  expect(still).toEqual(askOnce);
});
