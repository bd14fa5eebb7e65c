import { randomUUID } from 'node:crypto';
import { hostActor } from '../lib/server/actor';
import { breakGlass, resetByEmail } from '../lib/server/staff/set-up-links';
import { onDatabase, tellFailure } from './serve/on-database';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run staff -- reset EMAIL
  prints a one-time link for setting a new password
       npm run staff -- break-glass EMAIL
  prints such a link that also removes the person's second factors`;

const commands = { reset: resetByEmail, 'break-glass': breakGlass };

async function main(): Promise<void> {
  const [command, email] = process.argv.slice(2);
  if ((command !== 'reset' && command !== 'break-glass') || !email) throw new StartError(USAGE);
  await onDatabase(async () => {
    const { url, expiresAt } = await commands[command](hostActor(randomUUID()), email);
    console.log(`Open this link to set a new password for ${email}. It works once.`);
    if (command === 'break-glass') {
      console.log('Using it removes their authenticator app, passkeys and recovery codes.');
    }
    console.log(url);
    console.log(`It expires on ${expiresAt.toISOString()}. Earlier links no longer work.`);
  });
}

main().catch((error: unknown) => tellFailure(error));
