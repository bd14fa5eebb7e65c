import 'server-only';
import { and, asc, count, eq, ne, or, sql } from 'drizzle-orm';
import {
  readViewQuery,
  type AddViewInput,
  type ChangeViewInput,
  type SavedView,
  type SavedViews,
} from '@/lib/contract/views';
import { findAccount } from '@/lib/server/accounts/accounts';
import type { Actor, Scope } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { savedViews, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may, maySeeAccount, maySeeCustomer } from '@/lib/server/policies/permissions';
import { ALL } from '@/lib/shared/account-choice';
import type { Permission } from '@/lib/shared/permissions';
import type { ViewPage } from '@/lib/shared/view-pages';

/** What someone needs for the page itself. */
const permissionOf: Record<ViewPage, Permission> = {
  users: 'users.read',
  customers: 'customers.read',
  devices: 'devices.read',
  invitations: 'batches.read',
  activity: 'activity.read',
};

/** Of one person. */
const MOST_VIEWS = 100;

type Row = typeof savedViews.$inferSelect;
type Person = Scope & Pick<Actor, 'id' | 'role' | 'permissions'>;

/**
 * The person's own views, and those shared with them, by name: of the pages they may open and the
 * accounts they may see.
 */
export async function listViews(person: Person): Promise<SavedViews> {
  const rows = await db()
    .select({ view: savedViews, ownerName: staffMembers.name })
    .from(savedViews)
    .innerJoin(staffMembers, eq(staffMembers.id, savedViews.ownerId))
    .where(
      or(
        eq(savedViews.ownerId, person.id),
        eq(savedViews.scope, 'everyone'),
        and(eq(savedViews.scope, 'role'), eq(savedViews.role, person.role)),
      ),
    )
    .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.id));
  return {
    items: rows
      .filter(({ view }) => isReachable(person, view))
      .map(({ view, ownerName }) => shown(person, view, ownerName)),
    mayShare: may(person, 'views.share'),
  };
}

/**
 * Saves a list under a name, for the person or shared.
 * @throws DeskError `invalid_request` the page has no such filter; `forbidden` for the page, or for
 * sharing; `account_not_found`; `conflict` the name is taken, or there are too many
 */
export async function addView(actor: Actor, input: AddViewInput): Promise<{ id: string }> {
  await requirePermission(actor, permissionOf[input.page]);
  if (input.scope !== 'me') await requireSharing(actor);
  const query = await readQueryFor(actor, input.page, input.query);
  const id = createId('viw');
  await db().transaction(async (tx) => {
    await lockViewsOf(tx, actor.id);
    await requireFreeName(tx, actor.id, input.page, input.name);
    const [{ views } = { views: 0 }] = await tx
      .select({ views: count() })
      .from(savedViews)
      .where(eq(savedViews.ownerId, actor.id));
    if (views >= MOST_VIEWS) {
      throw new DeskError('conflict', {
        detail: `You have ${MOST_VIEWS} saved views, which is the most. Delete one first.`,
      });
    }
    await tx.insert(savedViews).values({ ...input, id, query, ownerId: actor.id });
    const event = { action: 'view.saved', target: input.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, ...input, query } }, tx);
  });
  return { id };
}

/**
 * Renames a view, replaces its filters, or changes who has it.
 * @throws DeskError `not_found` also if it isn't theirs to change; otherwise as `addView`
 */
export async function changeView(actor: Actor, id: string, change: ChangeViewInput): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockView(tx, actor, id);
    const scope = change.scope ?? before.scope;
    const role = scope === 'role' ? (change.role ?? before.role) : null;
    if (scope === 'role' && role === null) {
      throw invalid('role', 'Say which role the view is shared with.');
    }
    const isSharedAnew = scope !== before.scope || role !== before.role;
    if (scope !== 'me' && isSharedAnew) await requireSharing(actor);
    const query =
      change.query === undefined
        ? before.query
        : await readQueryFor(actor, before.page, change.query);
    if (change.name !== undefined && change.name !== before.name) {
      await lockViewsOf(tx, before.ownerId);
      await requireFreeName(tx, before.ownerId, before.page, change.name, id);
    }
    const after = {
      ...{ name: change.name ?? before.name, query, scope, role },
      columns: change.columns === undefined ? before.columns : change.columns,
    };
    await tx
      .update(savedViews)
      .set({ ...after, updatedAt: sql`now()` })
      .where(eq(savedViews.id, id));
    const { name, columns } = before;
    const details = {
      id,
      before: { name, columns, query: before.query, scope: before.scope, role: before.role },
      after,
    };
    const event = { action: 'view.changed', target: after.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details }, tx);
  });
}

/** @throws DeskError `not_found` also if it isn't theirs to delete */
export async function deleteView(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const { name, page, query, scope, role } = await lockView(tx, actor, id);
    await tx.delete(savedViews).where(eq(savedViews.id, id));
    const event = { action: 'view.deleted', target: name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id, page, query, scope, role } }, tx);
  });
}

/** A shared view may hold an account's id or an address searched for: both stay in their scope. */
function isReachable(person: Person, { page, query, ownerId }: Row): boolean {
  const filters = new URLSearchParams(query);
  const account = filters.get('account');
  const isVisible = account === null || account === ALL || maySeeAccount(person, account);
  const isOfCustomers = ownerId === person.id || isAboutTheirs(person, filters.get('customer'));
  return isVisible && isOfCustomers && may(person, permissionOf[page]);
}

/** For someone confined to customers, a view of others' has to name theirs and none else. */
function isAboutTheirs(person: Person, customers: string | null): boolean {
  if (person.customerIds === null) return true;
  return customers?.split(',').every((id) => maySeeCustomer(person, id)) ?? false;
}

/** The owner; and of shared ones, those who manage the team. */
function mayChange(person: Person, { ownerId, scope }: Row): boolean {
  return ownerId === person.id || (scope !== 'me' && may(person, 'staff.write'));
}

function shown(person: Person, view: Row, ownerName: string): SavedView {
  const { id, page, name, query, columns, scope, role, ownerId } = view;
  return {
    ...{ id, page, name, query, columns, scope, role },
    owner: { id: ownerId, name: ownerName },
    mayChange: mayChange(person, view),
  };
}

async function requireSharing(actor: Actor): Promise<void> {
  const wayOn = 'Save the view for yourself, or ask a manager to share it.';
  await requirePermission(actor, 'views.share', { wayOn });
}

async function readQueryFor(
  actor: Actor,
  page: ViewPage,
  query: AddViewInput['query'],
): Promise<string> {
  const read = readViewQuery(page, query);
  if ('fault' in read) throw invalid('query', read.fault);
  const { account } = read;
  const isNamed = account !== null && account !== ALL && page !== 'activity';
  if (isNamed) await findAccount(actor, page === 'devices' ? 'remoteit' : 'remotepc', account);
  return read.query;
}

function invalid(path: string, message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path, code: 'custom', message }],
  });
}

async function lockViewsOf(tx: Transaction, ownerId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`views ${ownerId}`}))`);
}

async function requireFreeName(
  tx: Transaction,
  ownerId: string,
  page: ViewPage,
  name: string,
  /** The view that is renamed. */
  except = '',
): Promise<void> {
  const same = and(
    eq(savedViews.ownerId, ownerId),
    eq(savedViews.page, page),
    eq(sql`lower(${savedViews.name})`, name.toLowerCase()),
    ne(savedViews.id, except),
  );
  const [taken] = await tx.select({ name: savedViews.name }).from(savedViews).where(same);
  if (!taken) return;
  throw new DeskError('conflict', {
    detail: `There is a view named ${taken.name} on this page already. Choose another name, or update that view.`,
  });
}

async function lockView(tx: Transaction, actor: Actor, id: string): Promise<Row> {
  const [view] = await tx.select().from(savedViews).where(eq(savedViews.id, id)).for('update');
  if (view && isReachable(actor, view) && mayChange(actor, view)) return view;
  throw new DeskError('not_found', {
    detail: 'There is no such view, or it isn’t yours to change. Reload the page.',
  });
}
