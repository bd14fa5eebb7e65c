import 'server-only';
import { z } from 'zod';
import { askApprovalInputSchema } from '@/lib/contract/approvals';
import { annotateUserInputSchema } from '@/lib/contract/annotations';
import { emailSchema, listedNameSchema } from '@/lib/contract/common';
import { seatsHistoryQuerySchema } from '@/lib/contract/seats-history';
import { userFiltersSchema, type CustomerUser } from '@/lib/contract/users';
import { findAccount } from '@/lib/server/accounts/accounts';
import { parseInput } from '@/lib/server/http/read-input';
import { askApproval } from '@/lib/server/sign-in-as/ask-approval';
import { annotateUser } from '@/lib/server/users/annotations';
import { findUser } from '@/lib/server/users/find-user';
import { listUsers } from '@/lib/server/users/list-users';
import { findSeatsHistory } from '@/lib/server/users/seats-history';
import { userKey } from '@/lib/server/users/user-list';
import { accountInput, defineTool, noteInput, pageInput, tagsInput } from '../tool';

const filters = userFiltersSchema.shape;

/** Without what is known of their password, except whether one is stored. */
function shown({ passwordUse: _, storedPassword: __, ...user }: CustomerUser) {
  return user;
}

export const searchUsers = defineTool({
  name: 'search_users',
  title: 'Search users',
  description:
    'Finds customer users of RemotePC with their seats. "summary" is about all users, "filtered" about those that match.',
  permission: 'users.read',
  isWrite: false,
  input: z.strictObject({
    search: filters.search.describe('Any part of the email address.'),
    status: filters.status,
    seats: filters.seats.describe('over, full, or idle; several separated by commas.'),
    tag: filters.tag.describe('One of our tags; several separated by commas.'),
    customer: filters.customer.describe('IDs of customers, separated by commas, or none.'),
    createdFrom: filters.createdFrom,
    createdTo: filters.createdTo,
    sort: filters.sort,
    account: accountInput('Left out: the default one. all: every account.'),
    ...pageInput,
  }),
  run: async (actor, input) => {
    const { items, ...page } = await listUsers(actor, input);
    return { ...page, items: items.map(shown) };
  },
});

export const getUser = defineTool({
  name: 'get_user',
  title: 'Get a user',
  description:
    'One customer user of RemotePC: seats, customer, tags, our note, the last invitation, and others with the same mail domain.',
  permission: 'users.read',
  isWrite: false,
  input: z.strictObject({
    username: listedNameSchema.describe('The email address.'),
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { username, account }) => {
    const { id: accountId } = await findAccount(actor, 'remotepc', account);
    const { user, ...details } = await findUser(actor, userKey({ accountId, username }));
    return { ...details, user: shown(user) };
  },
});

const history = seatsHistoryQuerySchema.shape;

export const seatsHistory = defineTool({
  name: 'seats_history',
  title: 'History of seats',
  description:
    'Seats and used seats for each day: of a user, of a customer, or of an account. A day with "missing" wasn’t read; it isn’t zero. Without days: the last 90.',
  permission: 'users.read',
  isWrite: false,
  input: z.strictObject({
    user: history.user.describe('The email address of a user.'),
    customer: history.customer.describe('The ID of a customer.'),
    from: history.from,
    to: history.to,
    account: accountInput('Left out: the default one; with customer, every account.'),
  }),
  run: async (actor, input) => ({
    points: await findSeatsHistory(actor, parseInput(seatsHistoryQuerySchema, input)),
  }),
});

export const annotateUserTool = defineTool({
  name: 'annotate_user',
  title: 'Change a user’s note or tags',
  description:
    'Replaces our own note or tags of a customer user. What is left out stays as it is; null removes the note.',
  permission: 'users.annotate',
  isWrite: true,
  input: z.strictObject({
    username: listedNameSchema.describe('The email address.'),
    note: noteInput,
    tags: tagsInput,
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { account, ...change }) => {
    const input = parseInput(annotateUserInputSchema, change);
    return annotateUser(actor, await findAccount(actor, 'remotepc', account), input);
  },
});

const approval = askApprovalInputSchema.shape;

export const askToSignIn = defineTool({
  name: 'ask_to_sign_in',
  title: 'Ask for approval to sign in as a user',
  description:
    'Asks a second person to approve that the token’s owner signs in as a customer user, where the policy of the account wants that. Answers that it waits for approval. The sign-in itself is done by the owner, in Reseller Desk.',
  permission: 'users.auto_login',
  isWrite: true,
  input: z.strictObject({
    username: emailSchema.describe('The email address.'),
    reason: approval.reason,
    ticket: approval.ticket,
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { account, ...input }) => {
    const { id, username, expiresAt, state } = await askApproval(
      actor,
      await findAccount(actor, 'remotepc', account),
      input,
    );
    return { status: 'waits_for_approval', approvalId: id, username, state, expiresAt };
  },
});
