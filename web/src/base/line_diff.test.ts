import { describe, expect, it } from 'vitest';
import { changedParts, lineDiff } from './line_diff';

const short = (before: string, after: string) =>
  lineDiff(before, after).map((l) => ({ same: ' ', gone: '-', new: '+' })[l.kind] + l.text);

describe('lineDiff', () => {
  it('keeps what is the same and says what is gone before what is new', () => {
    expect(short('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
  });
  it('knows lines that were added or removed at either end', () => {
    expect(short('a\nb', 'x\na\nb\ny')).toEqual(['+x', ' a', ' b', '+y']);
    expect(short('x\na\nb\ny', 'a\nb')).toEqual(['-x', ' a', ' b', '-y']);
  });
  it('finds nothing where nothing changed', () => {
    expect(short('a\nb', 'a\nb')).toEqual([' a', ' b']);
  });
  it('gives both texts back', () => {
    const before = '1\n2\n3\n4\n5';
    const after = '2\n1\n3\n5\n4';
    const lines = lineDiff(before, after);
    const of = (kind: string) =>
      lines.filter((l) => l.kind === 'same' || l.kind === kind).map((l) => l.text);
    expect(of('gone').join('\n')).toBe(before);
    expect(of('new').join('\n')).toBe(after);
  });
});

describe('changedParts', () => {
  it('leaves out what is far from any change', () => {
    const parts = changedParts(lineDiff('a\nb\nc\nd\ne\nf', 'a\nb\nc\nd\nx\nf'), 1);
    expect(parts.map((l) => l && l.text)).toEqual([null, 'd', 'e', 'x', 'f']);
  });
});
