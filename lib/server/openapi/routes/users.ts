import { z } from 'zod';
import {
  annotateUserInputSchema,
  changeTagsInputSchema,
  listTagsQuerySchema,
} from '@/lib/contract/annotations';
import {
  annotationSchema,
  changedTagsSchema,
  tagsInUseSchema,
} from '@/lib/contract/answers/annotations';
import { assignedSchema } from '@/lib/contract/answers/customers';
import { passwordListSchema } from '@/lib/contract/answers/password-lists';
import { seatsChangesSchema } from '@/lib/contract/answers/seats-changes';
import { seatsHistorySchema } from '@/lib/contract/answers/seats-history';
import { userDetailsSchema } from '@/lib/contract/answers/user-details';
import { usersPageSchema } from '@/lib/contract/answers/users';
import { assignUsersInputSchema } from '@/lib/contract/customers';
import { importPasswordsQuerySchema, passwordReadingSchema } from '@/lib/contract/password-lists';
import { seatsChangesQuerySchema } from '@/lib/contract/seats-changes';
import { seatsHistoryQuerySchema } from '@/lib/contract/seats-history';
import {
  addUserInputSchema,
  autoLoginInputSchema,
  chosenUsersInputSchema,
  exportUsersQuerySchema,
  forgetPasswordInputSchema,
  forgetPasswordsInputSchema,
  listUsersQuerySchema,
  storePasswordInputSchema,
  storePasswordsInputSchema,
  userAccountQuerySchema,
  userFiltersSchema,
} from '@/lib/contract/users';
import { file, type Area } from '../operation';

const addedUserSchema = z.object({
  username: z.string(),
  confirmedBy: z
    .literal('list')
    .optional()
    .describe('RemotePC’s answer was lost, but the user is in its list.'),
  passwordStored: z.literal(false).optional().describe('It should have been stored, and isn’t.'),
});

export const users: Area = {
  name: 'Users',
  description: 'The customers’ users in RemotePC, their seats, and their stored passwords.',
  routes: {
    '/api/users': {
      GET: {
        summary: 'List users',
        description:
          'If RemotePC can’t be reached, the last known list with `isStale: true`. `refresh=1` waits for a fresh one.',
        permission: 'users.read',
        query: listUsersQuerySchema,
        answers: { 200: usersPageSchema, 304: null },
        callsVendor: true,
      },
      POST: {
        summary: 'Add a user',
        description: 'Sent to RemotePC once. If its answer is lost, its list is read again.',
        permission: 'users.write',
        query: userAccountQuerySchema,
        body: addUserInputSchema,
        example: {
          firstName: 'Ann',
          lastName: 'Hill',
          email: 'ann@hill.example',
          password: 'correct-Horse-7-battery',
          seats: 2,
        },
        isIdempotent: true,
        answers: { 201: addedUserSchema },
        callsVendor: true,
        problems: ['not_found', 'email_exists', 'upstream_rejected', 'vault_locked'],
      },
    },
    '/api/users/[key]': {
      GET: {
        summary: 'Get a user',
        permission: 'users.read',
        answers: { 200: userDetailsSchema },
        callsVendor: true,
        problems: ['user_not_found'],
      },
    },
    '/api/users/annotations': {
      GET: {
        summary: 'List the tags of users',
        permission: 'users.read',
        query: listTagsQuerySchema,
        answers: { 200: tagsInUseSchema },
      },
      PATCH: {
        summary: 'Write a note and tags on a user',
        permission: 'users.annotate',
        query: userAccountQuerySchema,
        body: annotateUserInputSchema,
        example: {
          username: 'it@harborlight.example',
          note: 'Prefers calls in the morning',
          tags: ['vip'],
        },
        answers: { 200: annotationSchema },
        callsVendor: true,
        problems: ['user_not_found'],
      },
    },
    '/api/users/customer': {
      PUT: {
        summary: 'Assign users to a customer',
        permission: 'customers.manage',
        query: userAccountQuerySchema,
        body: assignUsersInputSchema,
        example: { usernames: ['it@harborlight.example'], byDomain: true },
        answers: { 200: assignedSchema },
        callsVendor: true,
        problems: ['not_found'],
      },
    },
    '/api/users/tags': {
      POST: {
        summary: 'Add and remove tags of users',
        permission: 'users.annotate',
        query: userFiltersSchema,
        body: changeTagsInputSchema,
        example: { usernames: ['it@harborlight.example'], add: ['vip'] },
        answers: { 200: changedTagsSchema },
        callsVendor: true,
      },
    },
    '/api/users/export': {
      GET: {
        summary: 'Export users',
        permission: 'users.export',
        query: exportUsersQuerySchema,
        answers: { 200: file('csv', 'xlsx', 'txt') },
        callsVendor: true,
        problems: ['rate_limited'],
      },
      POST: {
        summary: 'Export selected users',
        permission: 'users.export',
        query: exportUsersQuerySchema,
        body: chosenUsersInputSchema,
        example: { usernames: ['it@harborlight.example'] },
        answers: { 200: file('csv', 'xlsx', 'txt') },
        callsVendor: true,
        problems: ['rate_limited'],
      },
    },
    '/api/auto-login': {
      POST: {
        summary: 'Sign in as a user',
        description:
          'Answers with a redirect to RemotePC’s one-time link, which is in `Location` and nowhere else. A form that asks for HTML gets failures as a page.',
        permission: 'users.auto_login',
        body: { form: autoLoginInputSchema, json: autoLoginInputSchema },
        example: {
          username: 'it@harborlight.example',
          reason: 'Printer doesn’t print',
          ticket: 'INC-1234',
        },
        answers: { 303: null },
        callsVendor: true,
        problems: [
          ...(['user_not_found', 'password_required', 'reason_required'] as const),
          ...(['ticket_required', 'approval_required', 'customer_blocked'] as const),
          ...(['account_suspended', 'account_cancelled', 'ip_blocked'] as const),
          ...(['sign_in_held', 'rate_limited', 'redirect_refused'] as const),
          ...(['step_up_required', 'upstream_rejected', 'vault_locked'] as const),
        ],
      },
    },
    '/api/stored-passwords': {
      PUT: {
        summary: 'Store passwords',
        description: 'Of one user, or of several. They are encrypted, and no call returns them.',
        permission: 'passwords.write',
        query: userAccountQuerySchema,
        body: z.union([storePasswordInputSchema, storePasswordsInputSchema]),
        example: { username: 'it@harborlight.example', password: 'The password at RemotePC' },
        answers: { 204: null },
        problems: ['vault_locked'],
      },
      DELETE: {
        summary: 'Delete stored passwords',
        permission: 'passwords.write',
        query: userAccountQuerySchema,
        body: z.union([forgetPasswordInputSchema, forgetPasswordsInputSchema]),
        example: { username: 'it@harborlight.example' },
        answers: { 204: null },
      },
    },
    '/api/stored-passwords/import': {
      POST: {
        summary: 'Check or store a list of passwords',
        permission: 'passwords.write',
        query: importPasswordsQuerySchema,
        body: { list: passwordReadingSchema },
        example: { text: 'it@harborlight.example;The password at RemotePC' },
        answers: { 200: passwordListSchema },
        callsVendor: true,
        problems: ['vault_locked'],
      },
    },
    '/api/seats-changes': {
      GET: {
        summary: 'List what changed lately',
        description: 'Who joined, left, or got more or fewer seats.',
        permission: 'users.read',
        query: seatsChangesQuerySchema,
        answers: { 200: seatsChangesSchema },
      },
    },
    '/api/seats-history': {
      GET: {
        summary: 'Get the history of seats',
        description: 'Of an account, a customer, or a user, one point per day.',
        permission: 'users.read',
        query: seatsHistoryQuerySchema,
        answers: { 200: { json: seatsHistorySchema, files: ['csv'] } },
      },
    },
  },
};
