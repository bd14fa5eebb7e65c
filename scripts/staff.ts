import { randomUUID } from 'node:crypto';
import { hostActor } from '../lib/server/actor';
import { findStaffPolicy } from '../lib/server/policies/find-policies';
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
  const [command, email, ...more] = process.argv.slice(2);
  if (command === 'two-person-off' && email === undefined) return onDatabase(turnOffTwoPersonRule);
  if (more.length > 0 || (command !== 'reset' && command !== 'break-glass') || !email)
    throw new StartError(USAGE);
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
  const { twoPersonSettings } = await findStaffPolicy();
  if (!twoPersonSettings) {
    return console.log('Changes to settings don’t need a second person: the rule is already off.');
  }
  await changeStaffPolicy(hostActor(randomUUID()), { twoPersonSettings: false });
  console.log(
    'Changes to settings no longer need a second person. The audit log says who did this.',
  );
}

main().catch((error: unknown) => tellFailure(error));
