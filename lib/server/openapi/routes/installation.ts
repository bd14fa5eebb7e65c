import { z } from 'zod';
import { mailStatusSchema, mailTestSchema } from '@/lib/contract/answers/mail';
import { overviewSchema, vaultStatusSchema } from '@/lib/contract/answers/overview';
import { foundSchema } from '@/lib/contract/answers/search';
import { savedViewsSchema } from '@/lib/contract/answers/views';
import { acknowledgeInputSchema, reopenInputSchema } from '@/lib/contract/overview';
import { policyViolationSchema } from '@/lib/contract/policy-violations';
import { searchQuerySchema } from '@/lib/contract/search';
import { admissionQuerySchema } from '@/lib/contract/staff-policy';
import { addViewInputSchema, changeViewInputSchema } from '@/lib/contract/views';
import { idSchema, type Area } from '../operation';

const stateSchema = z.enum(['ok', 'failed']);
const readinessSchema = z.object({
  status: stateSchema,
  checks: z.object({ database: stateSchema, worker: stateSchema }),
});

export const overview: Area = {
  name: 'Overview and search',
  description: 'What needs attention, finding things, and saved views.',
  routes: {
    '/api/overview': {
      GET: {
        summary: 'Get the overview',
        description: 'Parts that can’t be read say so; the others are there.',
        permission: 'users.read',
        answers: { 200: overviewSchema },
      },
    },
    '/api/acknowledgements': {
      PUT: {
        summary: 'Mark a problem as seen',
        description: 'For the whole team, until it grows or until a moment.',
        permission: 'problems.acknowledge',
        body: acknowledgeInputSchema,
        example: { kind: 'full', of: 'rpc_sandbox', count: 3 },
        answers: { 204: null },
      },
      DELETE: {
        summary: 'Reopen a problem',
        permission: 'problems.acknowledge',
        body: reopenInputSchema,
        example: { kind: 'full', of: 'rpc_sandbox' },
        answers: { 204: null },
      },
    },
    '/api/search': {
      GET: {
        summary: 'Search everything',
        description: 'The first few matches of each kind, as far as you may see them.',
        permission: 'profile.write',
        tokens: 'all',
        query: searchQuerySchema,
        answers: { 200: foundSchema },
      },
    },
    '/api/views': {
      GET: {
        summary: 'List saved views',
        permission: 'profile.write',
        answers: { 200: savedViewsSchema },
      },
      POST: {
        summary: 'Save a view',
        permission: 'profile.write',
        body: addViewInputSchema,
        example: { page: 'users', name: 'Over limit', query: 'seats=over&sort=-unused' },
        answers: { 201: idSchema },
        problems: ['conflict'],
      },
    },
    '/api/views/[id]': {
      PATCH: {
        summary: 'Change a saved view',
        permission: 'profile.write',
        body: changeViewInputSchema,
        example: { name: 'Over the limit' },
        answers: { 204: null },
        problems: ['conflict'],
      },
      DELETE: {
        summary: 'Delete a saved view',
        permission: 'profile.write',
        answers: { 204: null },
      },
    },
  },
};

export const installation: Area = {
  name: 'Installation',
  description: 'The state of this server, and calls that only its own pages make.',
  routes: {
    '/api/health/live': {
      GET: {
        summary: 'Check that the server runs',
        permission: null,
        answers: { 200: z.object({ status: z.literal('ok') }) },
      },
    },
    '/api/health/ready': {
      GET: {
        summary: 'Check that the server can work',
        permission: null,
        answers: { 200: readinessSchema, 503: readinessSchema },
      },
    },
    '/api/mail': {
      GET: {
        summary: 'Get the state of outgoing email',
        permission: 'settings.read',
        answers: { 200: mailStatusSchema },
      },
    },
    '/api/mail/test': {
      POST: {
        summary: 'Send yourself a test email',
        permission: 'accounts.write',
        answers: { 200: mailTestSchema },
        problems: ['conflict'],
      },
    },
    '/api/vault': {
      GET: {
        summary: 'Get the state of the vault',
        permission: 'settings.read',
        answers: { 200: vaultStatusSchema },
      },
    },
    '/api/admission': {
      GET: {
        summary: 'Ask whether work may begin',
        description: 'Pages ask before they start something that they can’t repeat.',
        permission: 'profile.write',
        query: admissionQuerySchema,
        answers: { 204: null },
        problems: ['step_up_required', 'rate_limited'],
      },
    },
    '/api/policy-violations': {
      POST: {
        summary: 'Report a blocked resource',
        description: 'Browsers send these by themselves. They are logged.',
        permission: 'profile.write',
        body: { report: policyViolationSchema },
        answers: { 204: null },
      },
    },
  },
};
