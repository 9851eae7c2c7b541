import { expect, it } from 'vitest';
import { oneByOne } from './bulk';

it('one message that fails leaves the others done', async () => {
  const seen: string[] = [];
  const progress: number[] = [];
  const act = (id: string) => {
    seen.push(id);
    return id === 'b' ? Promise.reject(new Error('refused')) : Promise.resolve(id !== 'c');
  };
  const outcome = await oneByOne(['a', 'b', 'c', 'd'], act, (done) => progress.push(done));
  expect(outcome).toEqual({ ok: 2, failed: 2 });
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
  expect(progress).toEqual([1, 2, 3, 4]);
});
