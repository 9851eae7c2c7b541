// One subject a file: what grows past this has two. script/lint holds the same of the hub's files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const linesMax = 500;

it('no file is longer than can be read in one sitting', () => {
  const files = readdirSync('src', { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && file.name !== 'schema.d.ts') // generated
    .map((file) => join(file.parentPath ?? file.path, file.name));
  expect(files.length).toBeGreaterThan(150);
  const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > linesMax);
  expect(long).toEqual([]);
});
