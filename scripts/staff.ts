import { randomUUID } from 'node:crypto';
import { hostActor } from '../lib/server/actor';
import { resetByEmail } from '../lib/server/staff/set-up-links';
import { onDatabase, tellFailure } from './serve/on-database';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run staff -- reset EMAIL
  prints a one-time link for setting a new password`;

async function main(): Promise<void> {
  const [command, email] = process.argv.slice(2);
  if (command !== 'reset' || !email) throw new StartError(USAGE);
  await onDatabase(async () => {
    const { url, expiresAt } = await resetByEmail(hostActor(randomUUID()), email);
    console.log(`Open this link to set a new password for ${email}. It works once.`);
    console.log(url);
    console.log(`It expires on ${expiresAt.toISOString()}. Earlier links no longer work.`);
  });
}

main().catch((error: unknown) => tellFailure(error));
