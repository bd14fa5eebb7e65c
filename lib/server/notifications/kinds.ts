import 'server-only';
import { z } from 'zod';
import type { NotificationKind } from '@/lib/shared/notifications';

/** The kind of a message that a person sends to see whether it arrives. */
export const TEST = 'test';
/** The kind of a message of what happened in a day. */
export const SUMMARY = 'digest';

/** The channel of what team members choose themselves. It is there from the first choice on. */
export const TEAM_CHANNEL = 'nch_team';

const account = z.string();
const seats = z.object({ user: z.string(), seats: z.number(), seatsUsed: z.number(), account });

/** What each kind of message is made from: codes and parameters, rendered when it is sent. */
const itemSchemas = {
  approval_asked: z.object({ by: z.string(), what: z.string(), reason: z.string().nullable() }),
  approval_decided: z.object({ by: z.string(), what: z.string(), isApproved: z.boolean() }),
  batch_finished: z.object({
    ...{ id: z.string(), name: z.string().nullable() },
    ...{ total: z.number(), problems: z.number() },
  }),
  batch_trouble: z.object({ id: z.string(), name: z.string().nullable(), reason: z.string() }),
  account_failing: z.object({ account, detail: z.string() }),
  seats_over: seats,
  seats_full: seats,
  device_offline: z.object({ device: z.string(), since: z.string(), account }),
  limit_reached: z.object({ by: z.string(), action: z.string(), isDenied: z.boolean() }),
  new_device: z.object({ person: z.string(), device: z.string(), place: z.string() }),
  statement_ready: z.object({ id: z.string(), month: z.string() }),
  backup_failed: z.object({ file: z.string() }),
  weekly_report: z.object({
    /** `2026-11-30` */
    monday: z.string(),
    /** Null, here and below: there is none, they may not see it, or it couldn't be read. */
    seats: z
      .object({
        ...{ users: z.number(), seats: z.number(), seatsUsed: z.number() },
        ...{ unused: z.number(), over: z.number(), full: z.number() },
      })
      .nullable(),
    /** In seven days. */
    changes: z
      .object({
        ...{ joined: z.number(), left: z.number(), more: z.number(), less: z.number() },
        seats: z.number(),
        largest: z.array(z.object({ user: z.string(), before: z.number(), after: z.number() })),
      })
      .nullable(),
    devices: z
      .object({ devices: z.number(), offline: z.number(), days: z.number(), long: z.number() })
      .nullable(),
    /** Of invitations; null: they may not see them. */
    problems: z.number().nullable(),
    /** The names of the accounts that can't be reached. */
    failing: z.array(z.string()),
    unread: z.array(z.enum(['seats', 'devices', 'invitations'])),
  }),
} as const satisfies Record<NotificationKind, z.ZodType>;

export type ItemOf = {
  [Kind in NotificationKind]: z.infer<(typeof itemSchemas)[Kind]>;
};

const refSchema = z.object({
  accountId: z.string().optional(),
  username: z.string().optional(),
  device: z.object({ id: z.string(), name: z.string(), owner: z.string().optional() }).optional(),
});

/** What an event is about, which decides who may see it. It is kept with the item, and in no form. */
export type Ref = z.infer<typeof refSchema>;

/** One event to report. */
export type Notice = {
  [Kind in NotificationKind]: { kind: Kind; item: ItemOf[Kind]; ref?: Ref };
}[NotificationKind];

const referredSchema = z.object({ ref: refSchema.optional() });

/** Of an item in a row. */
export function refOf(item: unknown): Ref {
  return referredSchema.safeParse(item).data?.ref ?? {};
}

const kindSchema = z.enum(Object.keys(itemSchemas) as [NotificationKind, ...NotificationKind[]]);

/** A page of the console, where a person then decides. Nothing is done by following it. */
export type PageLink = { label: string; path: string };

/** Events of a kind: how many, and the first of them. */
export type Content = { kind: NotificationKind; count: number; items: unknown[] };

type Row = { kind: string; count: number; items: readonly unknown[] };

const partSchema = z.object({
  ...{ kind: z.string(), count: z.number(), items: z.array(z.unknown()) },
});

/**
 * A row's content, which for a summary has several kinds; null: a newer version queued it, whose
 * server will send it.
 */
export function readContent(row: Row): Content[] | null {
  if (row.kind !== SUMMARY) {
    const content = readItems(row);
    return content && [content];
  }
  const rows = z.array(partSchema).safeParse(row.items);
  if (!rows.success) return null;
  const parts = rows.data.flatMap((part) => readItems(part) ?? []);
  return parts.length === rows.data.length ? parts : null;
}

function readItems(row: Row): Content | null {
  const kind = kindSchema.safeParse(row.kind);
  if (!kind.success) return null;
  const items = z.array(itemSchemas[kind.data]).safeParse(row.items);
  return items.success ? { kind: kind.data, count: row.count, items: items.data } : null;
}
