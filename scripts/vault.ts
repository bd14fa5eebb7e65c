import { randomUUID } from 'node:crypto';
import { systemActor } from '../lib/server/actor';
import { describeVault } from '../lib/server/vault/describe-vault';
import { forgetLost } from '../lib/server/vault/forget-lost';
import { VaultLockedError } from '../lib/server/vault/open-vault';
import { rotate, RotationRefusedError, withVaultLock } from '../lib/server/vault/rotate';
import { onDatabase, tellFailure } from './serve/on-database';
import { StartError } from './serve/start-error';

const USAGE = `Usage: npm run vault -- <what>
  status       show the keys and how many secrets need re-encryption
  rotate       create a new key, or finish an interrupted rotation
  forget-lost  delete the secrets whose key is lost, which unlocks the vault`;

const actor = systemActor(randomUUID());

async function status(): Promise<void> {
  const vault = await describeVault();
  console.log(`The vault is ${vault.state}.${vault.reason ? ` ${vault.reason}` : ''}`);
  console.log(`Current key: ${vault.keyId ?? 'none'}`);
  for (const { keyId, since, secrets } of vault.versions) {
    console.log(`  ${keyId}  since ${since}  ${count(secrets)}`);
  }
  console.log(
    `${count(vault.secrets)}, ${vault.behind} to re-encrypt, ${vault.unreadable} unreadable`,
  );
}

async function rotateKey(): Promise<void> {
  const { keyId, wasContinued, rewrapped, quarantined } = await withVaultLock(() =>
    rotate(actor, (behind) => console.log(`${count(behind)} left`)),
  );
  if (wasContinued) console.log('Finished an earlier rotation; no new key was created.');
  console.log(
    quarantined === undefined
      ? `All secrets use key ${keyId}; ${rewrapped} were re-encrypted.`
      : `${rewrapped} secrets were re-encrypted with key ${keyId}. ${quarantined} couldn’t be decrypted with their own key and were quarantined. Store those passwords again.`,
  );
  console.log('Earlier backups of the database need the earlier key file.');
}

async function forget(): Promise<void> {
  const forgotten = await withVaultLock(() => forgetLost(actor));
  console.log(`${count(forgotten)} deleted. Users’ passwords can be stored again.`);
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
