import 'server-only';
import { z } from 'zod';

const at = z.iso.datetime();
const factor = z.enum(['totp', 'passkey']);

/**
 * What each kind of email is made from: codes and parameters that are rendered when it is sent.
 * Never a link or a secret: those come from `SentWith`, at that moment.
 */
const dataSchemas = {
  invitation: z.object({ name: z.string(), invitedBy: z.string() }),
  reset_by_admin: z.object({ by: z.string() }),
  /** Asked for on the sign-in page. Whether anyone has the address is found out when it is sent. */
  reset_requested: z.object({ ip: z.string().nullable(), requestId: z.string() }),
  factor_added: z.object({ factor, at }),
  factor_removed: z.object({ factor, at }),
  /** `by`: the admin; null: an emergency link made on the host. */
  factors_reset: z.object({ by: z.string().nullable(), at }),
  /** Single sign-on. */
  identity_connected: z.object({ at, issuer: z.string() }),
  identity_disconnected: z.object({ at }),
  recovery_codes_created: z.object({ at }),
  password_changed: z.object({ at, place: z.string() }),
  password_reset: z.object({ at, place: z.string() }),
  /** `what`: whom to sign in as, or which setting; `of`: who asked. */
  approval_asked: z.object({ by: z.string(), what: z.string(), reason: z.string().nullable() }),
  approval_decided: z.object({
    by: z.string(),
    what: z.string(),
    isApproved: z.boolean(),
    note: z.string().nullable(),
  }),
  new_sign_in: z.object({ at, device: z.string(), place: z.string() }),
  /** What it has is read when it is sent: it never changes. */
  statement_created: z.object({
    id: z.string(),
    month: z.string(),
    version: z.number(),
    correction: z.string().nullable(),
  }),
} as const;

export type MailKind = keyof typeof dataSchemas;
export type MailData = { [Kind in MailKind]: z.infer<(typeof dataSchemas)[Kind]> };

/** One kind with its data. */
export type MailContent = { [Kind in MailKind]: { kind: Kind; data: MailData[Kind] } }[MailKind];

const kindSchema = z.enum(Object.keys(dataSchemas) as [MailKind, ...MailKind[]]);

/** A row's content; null: a newer version queued it, whose server will send it. */
export function readContent(row: { kind: string; data: unknown }): MailContent | null {
  const kind = kindSchema.safeParse(row.kind);
  const data = kind.success ? dataSchemas[kind.data].safeParse(row.data) : null;
  return data?.success ? ({ kind: row.kind, data: data.data } as MailContent) : null;
}

/** A month's statement in an email. Amounts are texts, such as "EUR 1,250.50". */
export type StatementFacts = {
  seats: number;
  amounts: string[];
  missingDays: number;
  /** Null for a name: the users without a customer. */
  customers: { name: string | null; seats: number | null; amount: string | null }[];
};

/** What exists only while an email is sent. */
export type SentWith = {
  link?: { url: string; minutes: number };
  statement?: StatementFacts;
  attachments?: { name: string; content: string | Buffer; type: string }[];
};
