import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';

const table = readFileSync('tests/faults/README.md', 'utf8');

const cases = table
  .split('\n')
  .filter((line) => /^\| N\d\d /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number = '', what = '', covered = '', tests = '']) => ({
    ...{ number, what, covered },
    files: [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => `tests/${path ?? ''}`),
  }));

it('lists each of the 80 cases once, and counts them', () => {
  const numbers = Array.from(
    { length: 80 },
    (_, index) => `N${String(index + 1).padStart(2, '0')}`,
  );
  expect(cases.map(({ number }) => number).sort()).toEqual(numbers);
  const tested = cases.filter(({ covered }) => covered === 'Tested').length;
  expect(table).toContain(`${tested} are tested, ${80 - tested} not at all.`);
});

it.each(
  cases.filter(({ covered }) => covered === 'Tested').map((one) => [one.number, one] as const),
)('%s is the number of a test in a file that it names', (number, { files }) => {
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
  const named = files.filter(
    (path) =>
      basename(path).startsWith(`${number.toLowerCase()}-`) ||
      readFileSync(path, 'utf8').includes(number),
  );
  expect(named).not.toEqual([]);
});
