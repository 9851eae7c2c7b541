import { expect, it } from 'vitest';
import { ApiProblem, readVersioned } from './client';

const answer = (etag: string) =>
  Promise.resolve({ data: { raw_days: 30 }, response: new Response('', { headers: { etag } }) });

it('reads a document with the version that an edit of it names', async () => {
  expect(await readVersioned(answer('"3"'))).toEqual({ value: { raw_days: 30 }, tag: '"3"' });
});

it('takes the version out of a tag that a proxy has weakened', async () => {
  expect((await readVersioned(answer('W/"3"'))).tag).toBe('"3"');
});

it('reads no version where nothing could be read', async () => {
  const refused = { error: { code: 'forbidden' }, response: new Response('', { status: 403 }) };
  await expect(readVersioned(Promise.resolve(refused))).rejects.toThrow(ApiProblem);
});
