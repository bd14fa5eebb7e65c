import { z } from 'zod';
import { accountPolicySchema, setAccountPolicySchema } from '@/lib/contract/policy';
import {
  addAccountInputSchema,
  changeAccountInputSchema,
  deleteAccountQuerySchema,
} from '@/lib/contract/accounts';
import { accountItemSchema, accountTestSchema } from '@/lib/contract/answers/accounts';
import { waitsForApprovalSchema } from '@/lib/contract/answers/changes';
import { problemSchema } from '@/lib/contract/answers/problem';
import { roleItemSchema } from '@/lib/contract/answers/roles';
import { newLinkSchema, sessionFactsSchema, staffMemberSchema } from '@/lib/contract/answers/staff';
import { addRoleInputSchema, changeRoleInputSchema } from '@/lib/contract/roles';
import {
  changeStaffInputSchema,
  inviteStaffInputSchema,
  newLinkInputSchema,
} from '@/lib/contract/staff';
import { changeStaffPolicyInputSchema, staffPolicySchema } from '@/lib/contract/staff-policy';
import { idSchema, itemsOf, type Area } from '../operation';

const accountsSchema = z.object({ items: z.array(accountItemSchema), total: z.int() });
const failedTest = problemSchema.pick({ code: true, detail: true, upstream: true }).partial();

export const accounts: Area = {
  name: 'Accounts',
  description:
    'The RemotePC and remote.it accounts that this installation works with. Secrets can be written, not read. Changes can wait for a second person’s approval: 202.',
  routes: {
    '/api/accounts': {
      GET: {
        summary: 'List accounts',
        permission: 'accounts.read',
        answers: { 200: accountsSchema },
      },
      POST: {
        summary: 'Connect an account',
        description: 'Its secret is tested first.',
        permission: 'accounts.write',
        body: addAccountInputSchema,
        example: { upstream: 'remotepc', name: 'Main', secret: { apiKey: 'YOUR-KEY' } },
        answers: { 201: idSchema, 202: waitsForApprovalSchema },
        problems: ['account_refused', 'conflict', 'vault_locked'],
      },
    },
    '/api/accounts/[id]': {
      PATCH: {
        summary: 'Change an account',
        description: 'A new secret replaces the old one only after it tested well.',
        permission: 'accounts.write',
        body: changeAccountInputSchema,
        example: { name: 'Main' },
        answers: { 200: accountItemSchema, 202: waitsForApprovalSchema },
        problems: ['account_refused', 'account_not_found', 'conflict', 'vault_locked'],
      },
      DELETE: {
        summary: 'Delete an account',
        description: 'One that is in use needs its name in `confirm`.',
        permission: 'accounts.write',
        query: deleteAccountQuerySchema,
        answers: { 202: waitsForApprovalSchema, 204: null },
        problems: ['account_in_use', 'account_not_found', 'conflict'],
      },
    },
    '/api/accounts/[id]/adopt': {
      POST: {
        summary: 'Move an account’s secret into the vault',
        permission: 'accounts.write',
        answers: { 202: waitsForApprovalSchema, 204: null },
        problems: ['account_not_found', 'conflict', 'vault_locked'],
      },
    },
    '/api/accounts/[id]/policy': {
      GET: {
        summary: 'Get an account’s sign-in policy',
        permission: 'users.read',
        answers: { 200: accountPolicySchema },
        problems: ['account_not_found'],
      },
      PUT: {
        summary: 'Change an account’s sign-in policy',
        permission: 'accounts.write',
        body: setAccountPolicySchema,
        example: { reasonRequired: true, ticketPattern: 'INC-*' },
        answers: { 200: accountPolicySchema, 202: waitsForApprovalSchema },
        problems: ['account_not_found', 'conflict'],
      },
    },
    '/api/accounts/[id]/rotate': {
      POST: {
        summary: 'Rotate an account’s access key',
        description: 'Gives a remote.it account a new access key, and disables the old one.',
        permission: 'accounts.write',
        answers: {
          200: z.object({ isOldDisabled: z.boolean() }),
          202: waitsForApprovalSchema,
        },
        callsVendor: true,
        problems: ['account_not_found', 'conflict', 'account_refused', 'vault_locked'],
      },
    },
    '/api/accounts/[id]/test': {
      POST: {
        summary: 'Test an account',
        permission: 'accounts.test',
        answers: { 200: accountTestSchema.extend(failedTest.shape) },
        problems: ['account_not_found'],
      },
    },
    '/api/outgoing-address': {
      POST: {
        summary: 'Find this server’s public address',
        description: 'For a vendor’s allowlist. It asks a service on the internet.',
        permission: 'accounts.test',
        answers: { 200: z.object({ address: z.string() }) },
        problems: ['unavailable'],
      },
    },
  },
};

export const team: Area = {
  name: 'Team',
  description: 'The people who sign in here, their roles, and the policy for all of them.',
  routes: {
    '/api/staff': {
      GET: {
        summary: 'List team members',
        permission: 'staff.read',
        answers: { 200: itemsOf(staffMemberSchema) },
      },
      POST: {
        summary: 'Invite a team member',
        permission: 'staff.write',
        body: inviteStaffInputSchema,
        example: { email: 'bo@desk.example', name: 'Bo', role: 'technician' },
        answers: { 201: newLinkSchema.extend({ id: z.string() }), 202: waitsForApprovalSchema },
        problems: ['email_exists', 'conflict'],
      },
    },
    '/api/staff/[id]': {
      PATCH: {
        summary: 'Change a team member',
        permission: 'staff.write',
        body: changeStaffInputSchema,
        example: { role: 'manager' },
        answers: { 202: waitsForApprovalSchema, 204: null },
        problems: ['conflict'],
      },
      DELETE: {
        summary: 'Remove a team member',
        permission: 'staff.write',
        answers: { 204: null },
        problems: ['conflict'],
      },
    },
    '/api/staff/[id]/factors': {
      DELETE: {
        summary: 'Reset a team member’s second factors',
        description: 'For someone who lost theirs. All their sessions end.',
        permission: 'staff.write',
        answers: { 204: null },
        problems: ['conflict'],
      },
    },
    '/api/staff/[id]/revoke-sessions': {
      POST: {
        summary: 'End all sessions of a team member',
        permission: 'staff.write',
        answers: { 204: null },
      },
    },
    '/api/staff/[id]/sessions': {
      GET: {
        summary: 'List a team member’s sessions',
        permission: 'staff.read',
        answers: { 200: itemsOf(sessionFactsSchema) },
      },
      DELETE: {
        summary: 'Sign a team member out everywhere',
        permission: 'staff.write',
        answers: { 204: null },
      },
    },
    '/api/staff/[id]/sessions/[sessionId]': {
      DELETE: {
        summary: 'End a session of a team member',
        permission: 'staff.write',
        answers: { 204: null },
      },
    },
    '/api/staff/[id]/set-up-link': {
      POST: {
        summary: 'Create a new link for a team member',
        description: 'For an invited person, or as a password reset. The previous link is void.',
        permission: 'staff.write',
        body: { json: newLinkInputSchema, isOptional: true },
        answers: { 201: newLinkSchema },
        problems: ['conflict'],
      },
    },
    '/api/staff-policy': {
      GET: {
        summary: 'Get the team’s policy',
        permission: 'users.read',
        answers: { 200: staffPolicySchema },
      },
      PATCH: {
        summary: 'Change the team’s policy',
        permission: 'accounts.write',
        body: changeStaffPolicyInputSchema,
        example: { secondFactorFor: ['administrator'] },
        answers: { 200: staffPolicySchema, 202: waitsForApprovalSchema },
        problems: ['conflict'],
      },
    },
    '/api/roles': {
      GET: {
        summary: 'List roles',
        permission: 'staff.read',
        answers: { 200: itemsOf(roleItemSchema) },
      },
      POST: {
        summary: 'Create a role',
        permission: 'staff.write',
        body: addRoleInputSchema,
        example: { name: 'Billing', permissions: ['customers.read'] },
        answers: { 201: idSchema, 202: waitsForApprovalSchema },
        problems: ['conflict'],
      },
    },
    '/api/roles/[id]': {
      PATCH: {
        summary: 'Change a role',
        permission: 'staff.write',
        body: changeRoleInputSchema,
        example: { name: 'Accounting' },
        answers: { 202: waitsForApprovalSchema, 204: null },
        problems: ['conflict'],
      },
      DELETE: {
        summary: 'Delete a role',
        permission: 'staff.write',
        answers: { 202: waitsForApprovalSchema, 204: null },
        problems: ['conflict'],
      },
    },
  },
};
