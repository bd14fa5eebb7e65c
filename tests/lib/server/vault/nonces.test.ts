import { execFile } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { masterKey } from '@/lib/server/vault/seal';
import { program } from '@/tests/support/program';
import { size } from '@/tests/support/size';

const run = promisify(execFile);
const KEY = Buffer.alloc(32, 7);
/** A million in `npm run test:soak`. */
const SEALS = size(20_000, 1_000_000);

async function sealElsewhere(): Promise<Buffer[]> {
  const { stdout } = await run(
    process.execPath,
    [
      ...(await program('tests/support/seal-many.ts')),
      ...[String(SEALS / 4), KEY.toString('base64')],
    ],
    { maxBuffer: 256 * 1024 * 1024 },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line, 'base64'));
}

/** The data key, extracted according to the layout in the vault's README. */
function dataKeyOf(sealed: Buffer): string {
  const { id } = masterKey(KEY.toString('base64'));
  const decipher = createDecipheriv('aes-256-gcm', KEY, sealed.subarray(1, 13));
  decipher.setAAD(
    Buffer.from(JSON.stringify(['data-key', 2, 'a', 'u@x.example', 'password', 's', id])),
  );
  decipher.setAuthTag(sealed.subarray(13, 29));
  return Buffer.concat([decipher.update(sealed.subarray(29, 61)), decipher.final()]).toString(
    'hex',
  );
}

it(`in ${SEALS} encryptions by two processes at once, started twice, no data key or nonce is used twice (N40)`, async () => {
  const sealed = [
    ...(await Promise.all([sealElsewhere(), sealElsewhere()])),
    ...(await Promise.all([sealElsewhere(), sealElsewhere()])),
  ].flat();
  expect(sealed).toHaveLength(SEALS);
  expect(new Set(sealed.map(dataKeyOf)).size).toBe(sealed.length);
  expect(new Set(sealed.map((text) => text.toString('hex', 1, 13))).size).toBe(sealed.length);
}, 120_000);
