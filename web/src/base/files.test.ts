import { expect, test } from 'vitest';
import { decodeText, fileBytesMax, kindOf, nameHeader, sizeText, unfit } from './files';

test('a size is told in the unit that somebody reads', () => {
  expect(sizeText(812)).toBe('812 B');
  expect(sizeText(1024)).toBe('1 KB');
  expect(sizeText(fileBytesMax)).toBe('5.0 MB');
});

test('what is empty or too large is not sent', () => {
  expect(unfit({ size: 0 })).toBe('file_empty');
  expect(unfit({ size: fileBytesMax })).toBeUndefined();
  expect(unfit({ size: fileBytesMax + 1 })).toBe('file_too_large');
});

test('a name becomes a header, whatever it holds', () => {
  expect(nameHeader('付款 1.png')).toBe('%E4%BB%98%E6%AC%BE%201.png');
  expect(nameHeader('\ud800.png')).toBe('');
});

test('pictures, documents and texts are told apart', () => {
  expect(kindOf('image/webp')).toBe('picture');
  expect(kindOf('application/pdf')).toBe('pdf');
  expect(kindOf('text/plain')).toBe('text');
});

test('a text is read in its own character set', () => {
  const gbk = new Uint8Array([0xc2, 0xf2, 0xbc, 0xd2]).buffer;
  expect(decodeText(gbk, 'text/plain; charset=gb18030')).toBe('买家');
  expect(decodeText(new TextEncoder().encode('买家').buffer as ArrayBuffer, 'text/plain')).toBe(
    '买家',
  );
});
