import { open, readFile } from 'node:fs/promises';
import { auditKeys } from '../lib/server/audit/audit-keys';
import { publicKeys } from '../lib/server/audit/proof-state';
import { sealEvents } from '../lib/server/audit/seal-events';
import { verifyLog } from '../lib/server/audit/verify-log';
import { env } from '../lib/server/env';
import { describeExport, printable, readPublicKeys, verifyExport } from './audit-verify.mjs';
import { onDatabase, tellFailure } from './serve/on-database';
import { readSettings } from './serve/read-settings';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run audit -- <what>
  verify         verify the audit log in the database, with its checkpoints
  verify FILE    verify an export (JSON Lines) with this server's key and checkpoints
  key            print the public key, for scripts/audit-verify.mjs`;

async function verifyDatabase(): Promise<void> {
  publicKeys();
  await onDatabase(async () => {
    await sealEvents({ isWaiting: true });
    const { ok, checked, removed = 0, head, firstBad } = await verifyLog();
    if (ok) {
      console.log(
        `OK: ${checked} events are as they were sealed.\nThe last one is event ${head.sequence} with the hash ${head.hash}.`,
      );
      if (removed > 0) {
        console.log(`${removed} before them were removed by policy. Their summaries are genuine.`);
      }
      return;
    }
    const id = firstBad?.id ? ` (${printable(firstBad.id)})` : '';
    console.log(`NOT OK at event ${firstBad?.sequence}${id}: ${firstBad?.reason}`);
    console.log(`${checked} events before it are as they were sealed.`);
    process.exitCode = 1;
  });
}

async function verifyFile(path: string): Promise<void> {
  const keys = readPublicKeys(publicKeys());
  const first = await firstByte(path);
  if (first !== '{') {
    throw new StartError(
      `${path} isn’t JSON Lines. Export the audit log as JSON Lines to verify it.`,
    );
  }
  const checkpoints = await readFile(env().auditCheckpointFile, 'utf8').catch(() => '');
  const result = await verifyExport(path, { keys, checkpoints });
  console.log(describeExport(result));
  if (!result.ok) process.exitCode = 1;
}

async function firstByte(path: string): Promise<string> {
  const file = await open(path).catch(() => {
    throw new StartError(`${path} can’t be read.`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function printKey(): Promise<void> {
  process.stdout.write(publicKeys());
  console.error(`Key ${auditKeys()[0]?.id}`);
}

async function main(): Promise<void> {
  const [what, file] = process.argv.slice(2);
  readSettings({ say: console.error });
  if (what === 'key') await printKey();
  else if (what !== 'verify') throw new StartError(USAGE);
  else if (file) await verifyFile(file);
  else await verifyDatabase();
}

main().catch((error: unknown) => tellFailure(error));
