import 'server-only';
import { z } from 'zod';
import { auditFiltersSchema, listActivityQuerySchema } from '@/lib/contract/audit';
import { listEvents } from '@/lib/server/audit/list-events';
import { accountInput, defineTool } from '../tool';

const filters = auditFiltersSchema.shape;

export const searchAuditLog = defineTool({
  name: 'search_audit_log',
  title: 'Search the audit log',
  description:
    'Events of the audit log, newest first: who did what, about what, and with what result. "nextCursor" leads to older ones.',
  permission: 'activity.read',
  isWrite: false,
  input: z.strictObject({
    q: filters.q.describe(
      'Words of the action, target, actor, reason, ticket, details, and IP address.',
    ),
    actor: filters.actor.describe('Name or email address of a team member.'),
    action: filters.action.describe('An action such as user.added, or its beginning: user.'),
    target: filters.target.describe('Any part of it, such as a user’s email address.'),
    outcome: filters.outcome,
    from: filters.from,
    to: filters.to,
    account: accountInput('Left out: every account.'),
    cursor: listActivityQuerySchema.shape.cursor,
    limit: z.int().min(1).max(100).default(25),
  }),
  run: async (actor, input) => listEvents(actor, input),
});
