import { randomUUID } from 'node:crypto';
import { hostActor } from '../lib/server/actor';
import { changeStaffPolicy } from '../lib/server/staff/change-staff-policy';
import { breakGlass, resetByEmail } from '../lib/server/staff/set-up-links';
import { onDatabase, tellFailure } from './serve/on-database';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run staff -- reset EMAIL
  prints a one-time link for setting a new password
       npm run staff -- break-glass EMAIL
  prints such a link that also removes the person's second factors
       npm run staff -- two-person-off
  turns off the rule that a second person approves changes to settings`;

const commands = { reset: resetByEmail, 'break-glass': breakGlass };

async function main(): Promise<void> {
  const [command, email] = process.argv.slice(2);
  if (command === 'two-person-off') return onDatabase(turnOffTwoPersonRule);
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

/** The way out if the only other person who could approve is gone. */
async function turnOffTwoPersonRule(): Promise<void> {
  await changeStaffPolicy(hostActor(randomUUID()), { twoPersonSettings: false });
  console.log(
    'Changes to settings no longer need a second person. The audit log says who did this.',
  );
}

main().catch((error: unknown) => tellFailure(error));
