const sentences = {
  disk_full: 'The disk is full.',
  no_access: 'The folder can’t be written to.',
  unreadable: 'The file couldn’t be read back as it was written. Check the disk.',
  database: 'The database couldn’t be read.',
  stopped: 'The server stopped before it was finished.',
  unknown: 'An internal error occurred. See the server’s log.',
} as const;

/** Why a backup failed, as the database stores it. */
export type BackupFailure = keyof typeof sentences;

/** A stored reason as a sentence; one of a newer version is shown as it is. */
export function describeBackupFailure(failure: string): string {
  return Object.hasOwn(sentences, failure) ? sentences[failure as BackupFailure] : failure;
}
