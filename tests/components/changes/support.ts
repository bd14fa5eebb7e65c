import type { ChangesPage, PendingChange } from '@/lib/contract/changes';

export function aChange(more: Partial<PendingChange> = {}): PendingChange {
  return {
    ...{ id: 'chg_1', kind: 'account_policy', setting: 'policy:rpc_1', accountId: 'rpc_1' },
    ...{ targetName: 'North', state: 'pending', note: null, isMine: false, mayDecide: true },
    changes: [{ field: 'perHourLimit', before: 10, after: 20 }],
    askedBy: { id: 'stf_1', email: 'ann@desk.example' },
    ...{ askedAt: '2026-11-30T10:00:00.000Z', expiresAt: '2026-12-01T10:00:00.000Z' },
    ...{ decidedBy: null, decidedAt: null },
    ...more,
  };
}

export function changesPage(pending: PendingChange[], past: PendingChange[] = []) {
  return (): Response => Response.json({ pending, past } satisfies ChangesPage);
}
