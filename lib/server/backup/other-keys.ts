import 'server-only';
import { auditKeys } from '@/lib/server/audit/audit-keys';
import { readMasterKeys } from '@/lib/server/vault/seal';
import type { BackupHeader } from './format';

/** Sentences about keys that the backup needs and that aren't here. */
export function findOtherKeys({ vaultKeys, auditKey }: BackupHeader): string[] {
  const known = readMasterKeys().map(({ id }) => id);
  const missing = vaultKeys.filter((id) => !known.includes(id));
  const sentences: string[] = [];
  if (missing.length > 0) {
    const here = known.length > 0 ? `the key here is another one, ${known[0]}` : 'no key is here';
    sentences.push(
      `Its secrets were sealed with the vault key ${missing.join(', ')}, and ${here}. Put the right one into keys/encryption-key of DATA_DIR, or ENCRYPTION_KEY; without it, they can’t be opened.`,
    );
  }
  if (auditKey !== null && !auditKeys().some(({ id }) => id === auditKey)) {
    sentences.push(
      `Its audit log was sealed with the key ${auditKey}, which isn’t here. Put it into keys/audit-key of DATA_DIR, or AUDIT_KEY; without it, the log can’t be verified.`,
    );
  }
  return sentences;
}
