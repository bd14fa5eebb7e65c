import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('schemas of answers stay out of the browser: what it may import takes their types only', () => {
  const folders = ['lib/contract', 'lib/client', 'lib/shared', 'components', 'app'];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const wrong = files.filter((file) => {
    if (!/\.tsx?$/.test(file) || file.startsWith('lib/contract/answers/')) return false;
    const lines = readFileSync(file, 'utf8').match(/^(import|export)[^;]*from '[^']*';/gm) ?? [];
    return lines.some((line) => line.includes('/answers/') && !/^\w+ type /.test(line));
  });
  expect(wrong).toEqual([]);
});
