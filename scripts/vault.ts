import { randomUUID } from 'node:crypto';
import { systemActor } from '../lib/server/actor';
import { describeVault } from '../lib/server/vault/describe-vault';
import { forgetLost } from '../lib/server/vault/forget-lost';
import { VaultLockedError } from '../lib/server/vault/open-vault';
import { rotate, RotationRefusedError, withVaultLock } from '../lib/server/vault/rotate';
import { onDatabase, tellFailure } from './serve/on-database';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run vault -- <what>
  status       the keys, and how many secrets are behind the current one
  rotate       a new key; goes on with a rotation that was interrupted
  forget-lost  forgets the secrets whose key is lost, so that the vault opens again`;

const actor = systemActor(randomUUID());

async function status(): Promise<void> {
  const vault = await describeVault();
  console.log(`The vault is ${vault.state}.${vault.reason ? ` ${vault.reason}` : ''}`);
  console.log(`Current key: ${vault.keyId ?? 'none'}`);
  for (const { keyId, since, secrets } of vault.versions) {
    console.log(`  ${keyId}  since ${since}  ${count(secrets)}`);
  }
  console.log(`${count(vault.secrets)}, ${vault.behind} behind, ${vault.unreadable} unreadable`);
}

async function rotateKey(): Promise<void> {
  const { keyId, wasContinued, rewrapped, quarantined } = await withVaultLock(() =>
    rotate(actor, (behind) => console.log(`${count(behind)} behind`)),
  );
  if (wasContinued) console.log('A rotation that had begun before is finished; no new key made.');
  console.log(
    quarantined === undefined
      ? `All secrets are under key ${keyId}; ${rewrapped} were brought up.`
      : `${rewrapped} secrets were brought up to key ${keyId}. ${quarantined} couldn’t be opened with their own key: they are quarantined and not under the new one. Have those passwords stored again.`,
  );
  console.log(
    'A backup of the database made before this opens with a copy of the key file made before this.',
  );
}

async function forget(): Promise<void> {
  const forgotten = await withVaultLock(() => forgetLost(actor));
  console.log(`${count(forgotten)} forgotten. Customers’ passwords can be stored anew.`);
}

function count(secrets: number): string {
  return `${secrets} ${secrets === 1 ? 'secret' : 'secrets'}`;
}

async function main(): Promise<void> {
  const work = { status, rotate: rotateKey, 'forget-lost': forget }[process.argv[2] ?? ''];
  if (!work) throw new StartError(USAGE);
  await onDatabase(work);
}

main().catch((error: unknown) => tellFailure(error, [RotationRefusedError, VaultLockedError]));
