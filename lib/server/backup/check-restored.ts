import 'server-only';
import { randomUUID } from 'node:crypto';
import { hostActor } from '@/lib/server/actor';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import { verifyLog } from '@/lib/server/audit/verify-log';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { UnsealError } from '@/lib/server/vault/seal';
import { trySecrets } from '@/lib/server/vault/try-secrets';
import type { BackupHeader } from './format';
import { findOtherKeys } from './other-keys';

export type Finding = { isGood: boolean; text: string };

/** What a restored database in `DATABASE_URL` says with the keys that are here. */
export async function checkRestored(header: BackupHeader): Promise<Finding[]> {
  return [await checkChain(header), await checkSecrets(header)];
}

async function checkChain(header: BackupHeader): Promise<Finding> {
  if (header.auditKey === null) return { isGood: true, text: 'The audit log isn’t sealed yet.' };
  if (auditKeys().length === 0) {
    const text = `The audit log can’t be verified: its key ${header.auditKey} isn’t here.`;
    return { isGood: false, text };
  }
  const { ok, checked, firstBad } = await verifyLog();
  return ok
    ? { isGood: true, text: `The audit log verifies: ${checked} events are as they were sealed.` }
    : {
        isGood: false,
        text: `The audit log doesn’t verify at event ${firstBad?.sequence}: ${firstBad?.reason}`,
      };
}

async function checkSecrets(header: BackupHeader): Promise<Finding> {
  const [other] = findOtherKeys(header);
  if (other) return { isGood: false, text: other };
  try {
    const kinds = await trySecrets(hostActor(randomUUID()));
    if (kinds === 0) return { isGood: true, text: 'It has no secrets, so none was opened.' };
    return { isGood: true, text: 'A secret of each kind opens with the vault key that is here.' };
  } catch (error) {
    if (error instanceof VaultLockedError) return { isGood: false, text: error.message };
    if (error instanceof UnsealError) {
      return { isGood: false, text: 'A secret can’t be decrypted although its key is here.' };
    }
    throw error;
  }
}
