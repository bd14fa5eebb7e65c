import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { CSV_START, csvLine, jsonLine } from '@/lib/shared/csv';
import type { AuditEvent, ExportActivityQuery } from '@/lib/contract/audit';
import { listEvents } from './list-events';
import { recordExport } from './record-export';

const PAGE_SIZE = 500;

const COLUMNS = [
  ['id', (event) => event.id],
  ['at', (event) => event.at],
  ['actorId', (event) => event.actor.id],
  ['actorEmail', (event) => event.actor.email],
  ['action', (event) => event.action],
  ['target', (event) => event.target],
  ['outcome', (event) => event.outcome],
  ['reason', (event) => event.reason],
  ['ticket', (event) => event.ticket],
  ['requestId', (event) => event.requestId],
  ['ip', (event) => event.ip],
  ['accountId', (event) => event.accountId],
  ['details', (event) => event.details],
] as const satisfies readonly (readonly [string, (event: AuditEvent) => unknown])[];

/**
 * The matching events as a file, newest first, read page by page while it is sent. That somebody
 * took them is an event itself, recorded before the first line leaves.
 */
export async function exportEvents(
  actor: Actor,
  query: ExportActivityQuery,
): Promise<ReadableStream<Uint8Array>> {
  const { format, ...filters } = query;
  const { items, nextCursor } = await listEvents({ ...filters, limit: PAGE_SIZE });
  await recordExport(actor, { action: 'activity.exported', details: { format, filters } });
  const encoder = new TextEncoder();
  const write = format === 'csv' ? csvEvent : jsonLine;
  let cursor = nextCursor;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const head = format === 'csv' ? CSV_START + csvLine(COLUMNS.map(([name]) => name)) : '';
      controller.enqueue(encoder.encode(head + items.map(write).join('')));
      if (cursor === null) controller.close();
    },
    async pull(controller) {
      if (cursor === null) return;
      const page = await listEvents({ ...filters, cursor, limit: PAGE_SIZE });
      cursor = page.nextCursor;
      controller.enqueue(encoder.encode(page.items.map(write).join('')));
      if (cursor === null) controller.close();
    },
  });
}

function csvEvent(event: AuditEvent): string {
  return csvLine(COLUMNS.map(([, read]) => read(event)));
}
