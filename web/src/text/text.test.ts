import { expect, it } from 'vitest';
import { en } from './en';
import { zh } from './zh';

type Tree = { [key: string]: string | Tree };

/** Each text by its path: groups that were put together twice would show as lost ones. */
function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
// English says one and many apart; Chinese has one form.
const single = (path: string) => path.replace(/_(one|other)$/, '');

it('both languages say the same things, and nothing is empty', () => {
  const [chinese, english] = [leaves(zh), leaves(en)];
  expect(new Set(english.map(([path]) => single(path)))).toEqual(
    new Set(chinese.map(([path]) => single(path))),
  );
  for (const [path, text] of [...chinese, ...english]) expect(text.trim(), path).not.toBe('');
});

it('both languages name the same values', () => {
  const chinese = new Map(leaves(zh));
  for (const [path, text] of leaves(en)) {
    const other = chinese.get(path) ?? chinese.get(single(path));
    if (other !== undefined) expect(holes(text), path).toEqual(holes(other));
  }
});
