import 'server-only';
import type { AuditEvent } from '@/lib/contract/audit';
import { auditEvents, auditSeals } from '@/lib/server/db/schema';
import { isRequest } from '@/lib/shared/audit-actions';

export type EventRow = {
  event: typeof auditEvents.$inferSelect;
  /** Null: not sealed yet. */
  seal: { sequence: number; hash: Buffer } | null;
};

export const eventColumns = {
  event: auditEvents,
  seal: { sequence: auditSeals.sequence, hash: auditSeals.hash },
};

export function toEvent({ event: row, seal }: EventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { id: row.actorId, email: row.actorEmail },
    action: row.action,
    target: row.target,
    outcome: isRequest(row.action) ? 'unknown' : row.outcome,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.ticket !== null && { ticket: row.ticket }),
    requestId: row.requestId,
    ip: row.ip,
    ...(row.accountId !== null && { accountId: row.accountId }),
    details: row.details,
    sequence: seal?.sequence ?? null,
    hash: seal?.hash.toString('hex') ?? null,
  };
}
