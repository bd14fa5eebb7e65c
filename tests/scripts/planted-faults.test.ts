import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { plantedFaults } from '@/scripts/planted-faults.mjs';

it.each(plantedFaults.map((planted) => [planted.fault, planted] as const))(
  'can still be planted: %s',
  (_, { file, from, tests }) => {
    expect(readFileSync(file, 'utf8')).toContain(from);
    expect(tests.split(' ').filter((path) => !existsSync(path))).toEqual([]);
  },
);
