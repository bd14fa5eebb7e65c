import { expect, test } from 'vitest';
import { faultless } from './check-batch';
import { killAtRandom } from './random-kills';

/** `npm run test:soak` sets these. */
const kills = Number(process.env.SOAK_KILLS ?? 5);
const rows = Number(process.env.SOAK_ROWS ?? 1_000);
const seed = Number(process.env.SOAK_SEED ?? 20_261_122);

test(`N65: ${rows} rows, ${kills} kills, faults at RemotePC: nothing lost, duplicated, invented or stuck`, async () => {
  const { verdict, exit, isEndedEarly } = await killAtRandom({ rows, kills, seed, chunkSize: 25 });
  expect(verdict).toMatchObject(faultless);
  expect(verdict.invited).toBeGreaterThan(rows / 2);
  expect(exit).toBe(0);
  expect(isEndedEarly).toBe(false);
}, 3_600_000);
