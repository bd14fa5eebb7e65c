import { fetchApi } from '@/lib/client/fetch-api';
import type { DraftChanges, InvitationDraft, ListReading } from '@/lib/contract/invitations';

/** Bytes that a browser takes along of a page that is left: 64 KiB, less some room for another call. */
const MAX_KEPT_ALIVE = 60_000;

let last: Promise<unknown> = Promise.resolve();

/** The server hears of a draft in the order in which things happened to it, also over two pages of ours. */
function inOrder<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const answer = last.then(call);
  last = answer.catch(() => undefined);
  return answer;
}

/** The list this person was preparing, or null. */
export function fetchDraft(account: string | null): Promise<InvitationDraft | null> {
  return inOrder(
    async () => (await fetchApi<InvitationDraft | undefined>(pathOf(account))) ?? null,
  );
}

/** Has a list read, and kept in the place of the one before: pasted text, or a file as it is. */
export function putList(list: string | File, account: string | null): Promise<InvitationDraft> {
  const body = typeof list === 'string' ? { text: list } : formOf(list);
  return inOrder(() => fetchApi<InvitationDraft>(pathOf(account), { method: 'PUT', body }));
}

/** Has the list read anew, with what a person said about it; edits of rows are dropped. */
export function readAnew(reading: ListReading, account: string | null): Promise<InvitationDraft> {
  const options = { method: 'PATCH', body: { reading } } as const;
  return inOrder(() => fetchApi<InvitationDraft>(pathOf(account), options));
}

export function keepChanges(changes: DraftChanges, account: string | null): Promise<void> {
  const options = { method: 'PATCH', body: { changes } } as const;
  return inOrder(() => fetchApi<void>(pathOf(account), options));
}

/** The same from a page that is being left, which can wait for no other call. */
export function keepChangesOnLeaving(changes: DraftChanges, account: string | null): Promise<void> {
  const body = { changes };
  const isKeptAlive = new TextEncoder().encode(JSON.stringify(body)).length < MAX_KEPT_ALIVE;
  const options = { method: 'PATCH', body, isKeptAlive } as const;
  const answer = fetchApi<void>(pathOf(account), options);
  last = answer.catch(() => undefined);
  return answer;
}

/** The list has become a batch: it is put aside there, for an undo. */
export function putAside(batchId: string, account: string | null): Promise<void> {
  const options = { method: 'PATCH', body: { sentAs: batchId }, isKeptAlive: true } as const;
  return inOrder(() => fetchApi<void>(pathOf(account), options));
}

export function dropDraft(account: string | null): Promise<void> {
  return inOrder(() => fetchApi<void>(pathOf(account), { method: 'DELETE', isKeptAlive: true }));
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.set('file', file);
  return form;
}

function pathOf(account: string | null): string {
  return `/api/batches/draft${accountQuery(account)}`;
}

/** `?account=` of a call; without one the server takes the first account. */
export function accountQuery(account: string | null): string {
  return account ? `?${new URLSearchParams({ account })}` : '';
}
