import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { OwnNotifications } from '@/lib/contract/notifications';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  notificationChannels,
  notificationSubscriptions,
  roles,
  staffMembers,
} from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { permissionsIn, permissionsWithin } from '@/lib/server/policies/permissions';
import { findStanding, type Standing } from '@/lib/server/policies/standing';
import { kindLabels, ownKinds, type OwnKind } from '@/lib/shared/notifications';
import { refOf, TEAM_CHANNEL } from './kinds';
import { mayChoose, visibleTo } from './sight';

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/** The kinds of events that the person may see, and which of them they are told of. */
export async function findOwnNotifications(
  actor: Actor,
  executor: Executor = db(),
): Promise<OwnNotifications> {
  const chosen = new Set(await chosenBy(executor, actor.id));
  const [channel] = await executor
    .select({ disabledAt: notificationChannels.disabledAt })
    .from(notificationChannels)
    .where(eq(notificationChannels.id, TEAM_CHANNEL));
  return {
    items: kindsFor(actor).map((event) => ({ event, isEnabled: chosen.has(event) })),
    unavailable: !env().mail ? 'not_set_up' : channel?.disabledAt ? 'disabled' : null,
  };
}

/**
 * Replaces what the person is told of. What waits for them of other kinds isn't sent any more. If
 * nothing changes, nothing is recorded.
 * @throws DeskError `invalid_request` a kind of which they may see nothing
 */
export async function chooseOwnNotifications(
  actor: Actor,
  events: readonly OwnKind[],
): Promise<OwnNotifications> {
  const allowed = kindsFor(actor);
  const place = events.findIndex((event) => !allowed.includes(event));
  const wrong = events[place];
  if (wrong !== undefined) {
    const message = `You can’t be told of “${kindLabels[wrong]}”: you may not see it.`;
    const errors = [{ path: `events[${place}]`, code: 'forbidden', message }];
    throw new DeskError('invalid_request', { detail: message, errors });
  }
  return db().transaction(async (tx) => {
    // One change of theirs at a time.
    await tx.execute(sql`select from staff_members where id = ${actor.id} for update`);
    const before = await chosenBy(tx, actor.id);
    const after = ownKinds.filter((kind) => events.includes(kind));
    if (before.join() === after.join()) return findOwnNotifications(actor, tx);
    await replaceChoice(tx, actor.id, after);
    const event = { action: 'notification.chosen', target: actor.email } as const;
    const details = { before, after };
    await recordEvent(actor, { ...event, outcome: 'success', details }, tx);
    return findOwnNotifications(actor, tx);
  });
}

async function replaceChoice(tx: Transaction, staffId: string, kinds: string[]): Promise<void> {
  const name = 'Team members';
  await tx
    .insert(notificationChannels)
    .values({ id: TEAM_CHANNEL, name, kind: 'email' })
    .onConflictDoNothing();
  await tx.delete(notificationSubscriptions).where(eq(notificationSubscriptions.staffId, staffId));
  if (kinds.length > 0) {
    await tx.insert(notificationSubscriptions).values(kinds.map((kind) => ({ staffId, kind })));
  }
  await tx.execute(sql`
    delete from notification_deliveries where staff_id = ${staffId} and state = 'pending'
      and claim_id is null and kind <> all(${sql.param(kinds)}::text[])`);
}

function kindsFor(actor: Actor): OwnKind[] {
  return ownKinds.filter((kind) => mayChoose(actor, kind));
}

async function chosenBy(executor: Executor, staffId: string): Promise<string[]> {
  const rows = await executor
    .select({ kind: notificationSubscriptions.kind })
    .from(notificationSubscriptions)
    .where(eq(notificationSubscriptions.staffId, staffId));
  const chosen = new Set(rows.map(({ kind }) => kind));
  return ownKinds.filter((kind) => chosen.has(kind));
}

export type Person = Standing & { kind: string };

/** Who asked to be told of what, themselves. None while the channel is disabled. */
export async function listSubscribers(executor: Executor): Promise<Person[]> {
  const rows = await executor
    .select({
      ...{ staff: staffMembers, stored: roles.permissions, kind: notificationSubscriptions.kind },
    })
    .from(notificationSubscriptions)
    .innerJoin(staffMembers, eq(staffMembers.id, notificationSubscriptions.staffId))
    .innerJoin(
      notificationChannels,
      and(eq(notificationChannels.id, TEAM_CHANNEL), isNull(notificationChannels.disabledAt)),
    )
    .leftJoin(roles, eq(roles.id, staffMembers.role))
    .where(eq(staffMembers.isDisabled, false));
  return rows.map(({ staff, stored, kind }) => {
    const { id, email, role, accountIds, customerIds } = staff;
    const permissions = permissionsWithin(staff, permissionsIn(role, stored));
    return { id, email, role, accountIds, customerIds, permissions, kind };
  });
}

type Row = {
  staffId: string | null;
  recipient: string;
  kind: string;
  count: number;
  items: unknown[];
};

/**
 * What of a message a person may see at this moment, and where it goes. Others get what there is.
 * @returns null if they may see nothing of it, or may not sign in any more
 */
export async function asSeenNow<R extends Row>(row: R): Promise<R | null> {
  const kind = ownKinds.find((one) => one === row.kind);
  if (row.staffId === null || !kind) return row;
  const person = await findStanding(db(), row.staffId);
  if (!person) return null;
  const visible = await visibleTo(person, kind, row.items.map(refOf));
  const items = row.items.filter((_, place) => visible[place]);
  if (items.length === 0) return null;
  // Of events that aren't listed, no one knows which customers they are about.
  const isKnown = person.customerIds === null;
  const count = isKnown ? row.count - (row.items.length - items.length) : items.length;
  return { ...row, recipient: person.email, items, count };
}
