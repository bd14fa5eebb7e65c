import { z } from 'zod';
import { invitationTemplateSchema } from '@/lib/contract/answers/invitation-templates';
import {
  batchCauseSchema,
  batchPreviewSchema,
  batchRowSchema,
  batchSchema,
  editedBatchSchema,
  invitationDraftSchema,
} from '@/lib/contract/answers/invitations';
import { invitedPageSchema } from '@/lib/contract/answers/invited';
import { batchAcknowledgementSchema } from '@/lib/contract/answers/overview';
import {
  addTemplateInputSchema,
  changeTemplateInputSchema,
} from '@/lib/contract/invitation-templates';
import {
  batchAccountQuerySchema,
  batchResultsQuerySchema,
  changeDraftInputSchema,
  createBatchInputSchema,
  editBatchInputSchema,
  listBatchesQuerySchema,
  listBatchRowsQuerySchema,
  listReadingSchema,
  retryBatchInputSchema,
} from '@/lib/contract/invitations';
import { listInvitedQuerySchema } from '@/lib/contract/invited';
import { file, idSchema, itemsOf, type Area } from '../operation';

const batchesPageSchema = z.object({
  items: z.array(batchSchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});

const batchRowsSchema = z.object({ items: z.array(batchRowSchema), total: z.int() });

export const invitations: Area = {
  name: 'Invitations',
  description: 'Inviting many people to RemotePC. A batch is a list that was submitted together.',
  routes: {
    '/api/batches': {
      GET: {
        summary: 'List batches',
        permission: 'batches.read',
        query: listBatchesQuerySchema,
        answers: { 200: batchesPageSchema },
      },
      POST: {
        summary: 'Invite people',
        description: 'Up to 50,000. Each row ends in exactly one final state.',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        body: createBatchInputSchema,
        example: { name: 'November', rows: [{ email: 'ann@hill.example', seats: 2 }] },
        isIdempotent: true,
        answers: { 202: idSchema },
      },
    },
    '/api/batches/[id]': {
      GET: { summary: 'Get a batch', permission: 'batches.read', answers: { 200: batchSchema } },
    },
    '/api/batches/[id]/acknowledgement': {
      GET: {
        summary: 'Get who has seen a batch’s problems',
        permission: 'batches.read',
        answers: { 200: batchAcknowledgementSchema },
      },
    },
    '/api/batches/[id]/cancel': {
      POST: {
        summary: 'Cancel a batch',
        description: 'Stops what has not been sent.',
        permission: 'batches.write',
        answers: { 202: z.object({ cancelled: z.int() }) },
        problems: ['conflict'],
      },
    },
    '/api/batches/[id]/causes': {
      GET: {
        summary: 'List the causes of a batch’s problems',
        permission: 'batches.read',
        answers: { 200: itemsOf(batchCauseSchema) },
      },
    },
    '/api/batches/[id]/edit': {
      POST: {
        summary: 'Edit a batch as a draft',
        permission: 'batches.write',
        body: { json: editBatchInputSchema, isOptional: true },
        answers: { 200: editedBatchSchema },
        problems: ['conflict'],
      },
    },
    '/api/batches/[id]/events': {
      GET: {
        summary: 'Follow a batch',
        description: 'Server-sent events: `progress` with the counts, `done` at the end.',
        permission: 'batches.read',
        answers: { 200: file('events'), 204: null },
        problems: ['too_many_streams'],
      },
    },
    '/api/batches/[id]/results': {
      GET: {
        summary: 'Export the results of a batch',
        permission: 'batches.export',
        query: batchResultsQuerySchema,
        answers: { 200: file('csv') },
        problems: ['rate_limited'],
      },
    },
    '/api/batches/[id]/resume': {
      POST: {
        summary: 'Resume a batch',
        permission: 'batches.write',
        answers: { 202: idSchema },
        problems: ['conflict'],
      },
    },
    '/api/batches/[id]/retry': {
      POST: {
        summary: 'Retry the problems of a batch',
        description: 'As a new batch of the rows that were rejected, unconfirmed, or canceled.',
        permission: 'batches.write',
        body: { json: retryBatchInputSchema, isOptional: true },
        isIdempotent: true,
        answers: { 202: idSchema },
        problems: ['conflict'],
      },
    },
    '/api/batches/[id]/rows': {
      GET: {
        summary: 'List the rows of a batch',
        permission: 'batches.read',
        query: listBatchRowsQuerySchema,
        answers: { 200: batchRowsSchema },
      },
    },
    '/api/batches/draft': {
      GET: {
        summary: 'Get your draft',
        description: 'The list that you are preparing for an account; 204: there is none.',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        answers: { 200: invitationDraftSchema, 204: null },
        callsVendor: true,
      },
      PUT: {
        summary: 'Save a list as your draft',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        body: { list: listReadingSchema },
        example: { text: 'ann@hill.example;2' },
        answers: { 200: invitationDraftSchema },
        callsVendor: true,
      },
      PATCH: {
        summary: 'Change your draft',
        description: 'Answers with the draft if its list has to be read again; else 204.',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        body: changeDraftInputSchema,
        example: { changes: { rows: { 0: { seats: '3' } } } },
        answers: { 200: invitationDraftSchema, 204: null },
        callsVendor: true,
      },
      DELETE: {
        summary: 'Delete your draft',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        answers: { 204: null },
      },
    },
    '/api/batches/preview': {
      POST: {
        summary: 'Check a list of people',
        description: 'What a batch of this list would be. Nothing is sent.',
        permission: 'batches.write',
        query: batchAccountQuerySchema,
        body: { list: listReadingSchema },
        example: { text: 'ann@hill.example;2' },
        answers: { 200: batchPreviewSchema },
        callsVendor: true,
      },
    },
    '/api/invited': {
      GET: {
        summary: 'List invited people',
        description:
          'Who was invited and isn’t a user yet. With `customer`, who would belong to it: by hand, by rule or by the domain of the address.',
        permission: 'batches.read',
        query: listInvitedQuerySchema,
        answers: { 200: invitedPageSchema },
        callsVendor: true,
      },
    },
    '/api/invitation-templates': {
      GET: {
        summary: 'List invitation templates',
        permission: 'batches.write',
        answers: { 200: itemsOf(invitationTemplateSchema) },
      },
      POST: {
        summary: 'Create an invitation template',
        permission: 'batches.write',
        body: addTemplateInputSchema,
        example: { name: 'Two seats', seats: 2 },
        answers: { 201: invitationTemplateSchema },
        problems: ['conflict'],
      },
    },
    '/api/invitation-templates/[id]': {
      PATCH: {
        summary: 'Change an invitation template',
        permission: 'batches.write',
        body: changeTemplateInputSchema,
        example: { seats: 3 },
        answers: { 204: null },
        problems: ['conflict'],
      },
      DELETE: {
        summary: 'Delete an invitation template',
        permission: 'batches.write',
        answers: { 204: null },
      },
    },
  },
};
