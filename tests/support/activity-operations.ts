import { operation, type Operation } from './operation';

/** The audit log’s. */
export const activityOperations: Operation[] = [
  operation('GET /api/activity', 200),
  operation('GET /api/activity/access-report', 200, () => ({ query: '?month=2026-11' })),
  // A fault after the first page of events can only cut the file off.
  operation('GET /api/activity/export', 200, () => ({ query: '?action=user.added' })),
  operation('GET /api/activity/export, as JSON Lines', 200, () => ({
    query: '?format=jsonl&action=user.added',
  })),
  operation('GET /api/activity/key', 200),
  operation('GET /api/activity/proof', 200),
  operation('GET /api/activity/verify', 200),
];
