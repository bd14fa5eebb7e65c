import 'server-only';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { integer } from './setting-values';

/** When and where this server backs up the database by itself. */
export type BackupSettings = {
  /** Absolute; it may not exist yet. */
  folder: string;
  /** Undefined: not by itself. */
  everyHours: number | undefined;
  /** How many of its own files stay in the folder. */
  kept: number;
};

const HOURS_OF_A_YEAR = 8_784;
export const PASSPHRASE_LENGTH = 12;

/** The variables of backups. The passphrase is checked here and read by `readBackupPassphrase`. */
export const backupVariables = {
  BACKUP_DIR: z.string().min(1).optional(),
  BACKUP_EVERY_HOURS: integer(1, HOURS_OF_A_YEAR).optional(),
  BACKUP_KEEP: integer(1, 10_000).default(14),
  BACKUP_PASSPHRASE: z
    .string()
    .min(PASSPHRASE_LENGTH, `must have at least ${PASSPHRASE_LENGTH} characters`)
    .optional(),
};
const variables = z.object({ ...backupVariables, DATA_DIR: z.string() });

export function backupSettings(values: z.infer<typeof variables>): BackupSettings {
  return {
    folder: resolve(values.BACKUP_DIR ?? join(values.DATA_DIR, 'backups')),
    everyHours: values.BACKUP_EVERY_HOURS,
    kept: values.BACKUP_KEEP,
  };
}
