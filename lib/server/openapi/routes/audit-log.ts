import { z } from 'zod';
import {
  approvalSchema,
  approvalsNewsSchema,
  approvalsPageSchema,
} from '@/lib/contract/answers/approvals';
import {
  accessReportSchema,
  activityPageSchema,
  activityRowsSchema,
  logVerificationSchema,
  proofStateSchema,
} from '@/lib/contract/answers/audit';
import { changesPageSchema, pendingChangeSchema } from '@/lib/contract/answers/changes';
import {
  askApprovalInputSchema,
  decideApprovalInputSchema,
  listApprovalsQuerySchema,
  seeNewsInputSchema,
} from '@/lib/contract/approvals';
import {
  accessReportQuerySchema,
  exportActivityQuerySchema,
  listActivityQuerySchema,
} from '@/lib/contract/audit';
import { userAccountQuerySchema } from '@/lib/contract/users';
import { file, type Area } from '../operation';

/** A request to sign in as a user, or a change of a setting that waits. */
const decidedSchema = z.union([approvalSchema, pendingChangeSchema]);

export const approvals: Area = {
  name: 'Approvals',
  description: 'What a second person decides about: sign-ins as a user, and changes of settings.',
  routes: {
    '/api/approvals': {
      GET: {
        summary: 'List requests to sign in as a user',
        permission: 'users.auto_login',
        query: listApprovalsQuerySchema,
        answers: { 200: approvalsPageSchema },
      },
      POST: {
        summary: 'Ask to sign in as a user',
        permission: 'users.auto_login',
        query: userAccountQuerySchema,
        body: askApprovalInputSchema,
        example: { username: 'it@harborlight.example', reason: 'Printer doesn’t print' },
        answers: { 201: approvalSchema },
        callsVendor: true,
        problems: [
          'conflict',
          'reason_required',
          'ticket_required',
          'customer_blocked',
          'user_not_found',
        ],
      },
    },
    '/api/approvals/[id]/decide': {
      POST: {
        summary: 'Decide a request',
        permission: 'approvals.decide',
        body: decideApprovalInputSchema,
        example: { approve: true },
        answers: { 200: decidedSchema },
        problems: ['conflict'],
      },
    },
    '/api/approvals/[id]/end': {
      POST: {
        summary: 'End an approval',
        permission: 'approvals.decide',
        answers: { 200: approvalSchema },
        problems: ['conflict'],
      },
    },
    '/api/approvals/[id]/withdraw': {
      POST: {
        summary: 'Withdraw your request',
        permission: 'profile.write',
        answers: { 200: decidedSchema },
        problems: ['conflict'],
      },
    },
    '/api/approvals/changes': {
      GET: {
        summary: 'List changes of settings that wait',
        permission: 'profile.write',
        answers: { 200: changesPageSchema },
      },
    },
    '/api/approvals/news': {
      GET: {
        summary: 'Get news about requests',
        permission: 'profile.write',
        answers: { 200: approvalsNewsSchema },
      },
      POST: {
        summary: 'Mark news about requests as seen',
        permission: 'profile.write',
        body: seeNewsInputSchema,
        example: { seen: [{ id: 'apr_1', state: 'approved' }] },
        answers: { 204: null },
      },
    },
  },
};

export const auditLog: Area = {
  name: 'Audit log',
  description: 'Who did what, when, and with what result. Events are sealed in a chain of hashes.',
  routes: {
    '/api/activity': {
      GET: {
        summary: 'List audit events',
        description: 'Newest first. `fold=1`: one row per action, with names.',
        permission: 'activity.read',
        query: listActivityQuerySchema,
        answers: { 200: z.union([activityPageSchema, activityRowsSchema]) },
      },
    },
    '/api/activity/access-report': {
      GET: {
        summary: 'Get the access report of a month',
        description: 'All sign-ins as users.',
        permission: 'activity.export',
        query: accessReportQuerySchema,
        answers: { 200: { json: accessReportSchema, files: ['csv'] } },
        problems: ['rate_limited'],
      },
    },
    '/api/activity/export': {
      GET: {
        summary: 'Export audit events',
        description: '`jsonl` ends with a signed line. `npm run audit -- verify FILE` checks it.',
        permission: 'activity.export',
        query: exportActivityQuerySchema,
        answers: { 200: file('csv', 'jsonl') },
        problems: ['rate_limited'],
      },
    },
    '/api/activity/key': {
      GET: {
        summary: 'Get the public keys of the audit log',
        permission: 'activity.read',
        answers: { 200: file('pem') },
      },
    },
    '/api/activity/proof': {
      GET: {
        summary: 'Get how far the audit log is sealed',
        permission: 'activity.read',
        answers: { 200: proofStateSchema },
      },
    },
    '/api/activity/verify': {
      GET: {
        summary: 'Verify the audit log',
        permission: 'activity.export',
        answers: { 200: logVerificationSchema },
        problems: ['rate_limited'],
      },
    },
  },
};
