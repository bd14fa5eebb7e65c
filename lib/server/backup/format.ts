import 'server-only';
import { z } from 'zod';

/*
 * A backup is text: a line of JSON that says what it is; each table as a line of JSON, its rows in
 * PostgreSQL's text format of COPY, and `\.`; a line of JSON with what there has to be; and a last
 * one with the SHA-256 of everything before it. It is compressed by gzip, and then encrypted by age
 * if there is a passphrase: `age -d FILE | gunzip` shows it.
 */

export const FORMAT = 'reseller-desk/backup/1';

/** After a table's rows. COPY escapes each backslash, so no row is this. */
export const END_OF_ROWS = '\\.\n';

/** Why a backup can't be made, read or restored, in a sentence for a person. */
export class BackupError extends Error {
  override name = 'BackupError' as const;
}

export const headerSchema = z.object({
  format: z.string(),
  createdAt: z.iso.datetime(),
  /** Of the product that made it. */
  version: z.string(),
  /** The last migration of its tables, as in the journal of migrations. */
  migration: z.number(),
  /** Of PostgreSQL, for people. */
  postgres: z.string(),
  /** The keys that its secrets need: fingerprints, which reveal nothing about them. */
  vaultKeys: z.array(z.string()),
  /** The key that its audit log was last sealed with; null: it has no seal. */
  auditKey: z.string().nullable(),
});
export type BackupHeader = z.infer<typeof headerSchema>;

export const tableSchema = z.object({
  table: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1),
});

export const manifestSchema = z.object({
  tables: z.array(
    z.object({ name: z.string(), rows: z.number(), bytes: z.number(), sha256: z.string() }),
  ),
  sequences: z.array(
    z.object({ name: z.string(), value: z.string().regex(/^\d+$/), isCalled: z.boolean() }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const lastLineSchema = z.object({ sha256: z.string() });

/**
 * Tables that are backed up without their rows. A restored desk has no sessions, no half-finished
 * sign-ins, no links that may have been used since, and no backups of its own yet.
 */
export const EMPTIED = new Set([
  'backups',
  'passkey_challenges',
  'set_up_tokens',
  'sign_in_attempts',
  'staff_sessions',
  'upstream_waits',
]);
