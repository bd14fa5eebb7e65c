import 'server-only';
import { createHash } from 'node:crypto';
import type { AuditEvent, ExportActivityQuery } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { CSV_START, csvLine, jsonLine } from '@/lib/shared/csv';
import { auditKeys } from './audit-keys';
import { lastSeal } from './chain-head';
import { toLines } from './event-lines';
import { toEvent, type EventRow } from './event-rows';
import { recordExport } from './limit-exports';
import { listRows } from './list-events';
import { listRemovals } from './removals';
import { sealEvents } from './seal-events';

const PAGE_SIZE = 200;

/**
 * The matching events as a file, newest first, read page by page while it is sent. The export is an
 * event itself, recorded before the first line leaves. What was recorded before it is sealed first,
 * so that every line has its place in the chain.
 */
export async function exportEvents(
  actor: Actor,
  query: ExportActivityQuery,
): Promise<ReadableStream<Uint8Array>> {
  const { format, ...filters } = query;
  await sealEvents({ isWaiting: true });
  const file = format === 'csv' ? new CsvFile() : await JsonLinesFile.begin(actor, filters);
  const nextLines = async (cursor?: string) => {
    const { rows, nextCursor } = await listRows(actor, { ...filters, cursor, limit: PAGE_SIZE });
    const lines = await file.lines(rows);
    return { text: lines + (nextCursor === null ? await file.end() : ''), nextCursor };
  };
  let page = await nextLines();
  await recordExport(actor, { action: 'activity.exported', details: { format, filters } });
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(file.start + page.text));
      if (page.nextCursor === null) controller.close();
    },
    async pull(controller) {
      if (page.nextCursor === null) return;
      page = await nextLines(page.nextCursor);
      controller.enqueue(encoder.encode(page.text));
      if (page.nextCursor === null) controller.close();
    },
  });
}

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
  ['sequence', (event) => event.sequence],
  ['hash', (event) => event.hash],
] as const satisfies readonly (readonly [string, (event: AuditEvent) => unknown])[];

class CsvFile {
  readonly start = CSV_START + csvLine(COLUMNS.map(([name]) => name));

  async lines(rows: readonly EventRow[]): Promise<string> {
    return rows
      .map(toEvent)
      .map((event) => csvLine(COLUMNS.map(([, read]) => read(event))))
      .join('');
  }

  async end(): Promise<string> {
    return '';
  }
}

/**
 * One event a line, each with what its hash is computed from. The last line signs the others: with
 * the public key, `scripts/audit-verify.mjs` checks the file anywhere.
 */
class JsonLinesFile {
  readonly start = '';
  /** What was asked for, and of which chain. */
  readonly #subject: object;
  readonly #hash = createHash('sha256');
  #count = 0;
  #unsealed = 0;
  #first: number | null = null;
  #last: number | null = null;

  /** The manifest names the head of the chain as it is before the first line. */
  static async begin({ accountIds, customerIds }: Actor, filters: object): Promise<JsonLinesFile> {
    const { sequence, hash } = await lastSeal(db());
    const scope = {
      filters,
      ...(accountIds && { accounts: accountIds }),
      ...(customerIds && { customers: customerIds }),
    };
    return new JsonLinesFile({ ...scope, head: { sequence, hash } });
  }

  private constructor(subject: object) {
    this.#subject = subject;
  }

  async lines(rows: readonly EventRow[]): Promise<string> {
    const text = (await toLines(rows)).map(jsonLine).join('');
    this.#hash.update(text);
    for (const { seal } of rows) this.#note(seal?.sequence ?? null);
    return text;
  }

  #note(sequence: number | null): void {
    this.#count += 1;
    if (sequence === null) {
      this.#unsealed += 1;
      return;
    }
    this.#first = Math.min(this.#first ?? sequence, sequence);
    this.#last = Math.max(this.#last ?? sequence, sequence);
  }

  /** Events may be removed by policy while this is written: what is gone by now has its summary. */
  async end(): Promise<string> {
    const [key] = auditKeys();
    const removals = await listRemovals();
    const content = {
      type: 'reseller-desk/audit-export/1',
      at: new Date().toISOString(),
      ...this.#subject,
      ...(removals.length > 0 && { removals }),
      count: this.#count,
      unsealed: this.#unsealed,
      first: this.#first,
      last: this.#last,
      lines: this.#hash.digest('hex'),
      keyId: key?.id ?? null,
    };
    const signature = key?.sign(content).toString('base64') ?? null;
    return jsonLine({ manifest: { ...content, signature } });
  }
}
