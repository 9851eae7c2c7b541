import { expect, it } from 'vitest';
import { pretty, tokens } from './pretty';

it('indents JSON and leaves anything else as it came', () => {
  expect(pretty('{"a":1}')).toEqual({ text: '{\n  "a": 1\n}', isJson: true });
  expect(pretty('{"a":')).toEqual({ text: '{"a":', isJson: false });
});

it('keeps numbers as they were written', () => {
  const long = '{"no":12345678901234567890,"e":[ ],"o":{"p":-2.5e3}}';
  expect(pretty(long).text).toBe(
    '{\n  "no": 12345678901234567890,\n  "e": [],\n  "o": {\n    "p": -2.5e3\n  }\n}',
  );
});

it('cuts text into pieces that make up the whole', () => {
  const text = pretty('{"a \\" b":[1,-2.5e3,true,null,"x: 1"]}').text;
  const list = tokens(text);
  expect(list.map((t) => t.text).join('')).toBe(text);
  expect(list.filter((t) => t.kind === 'key')).toHaveLength(1);
  expect(list.filter((t) => t.kind === 'number').map((t) => t.text)).toEqual(['1', '-2.5e3']);
});
