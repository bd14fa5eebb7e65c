import { fetchApi } from '@/lib/client/fetch-api';
import { accountQuery } from '@/lib/client/what-is-known';
import type { DraftChanges, InvitationDraft, ListReading } from '@/lib/contract/invitations';

/** Bytes: browsers send at most 64 KiB after a page is left; this leaves room for another call. */
const MAX_KEPT_ALIVE = 60_000;

let last: Promise<unknown> = Promise.resolve();

/** Calls about a draft reach the server in order, also across two pages of this app. */
function inOrder<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const answer = last.then(call);
  last = answer.catch(() => undefined);
  return answer;
}

/** This person's draft, or null. */
export function fetchDraft(account: string | null): Promise<InvitationDraft | null> {
  return inOrder(
    async () => (await fetchApi<InvitationDraft | undefined>(pathOf(account))) ?? null,
  );
}

/** Has a list (pasted text or a file) read and saved as the draft, replacing the previous one. */
export function putList(list: string | File, account: string | null): Promise<InvitationDraft> {
  const body = typeof list === 'string' ? { text: list } : formOf(list);
  return inOrder(() => fetchApi<InvitationDraft>(pathOf(account), { method: 'PUT', body }));
}

/** Has the list read again with other columns or another sheet. Edits to rows are dropped. */
export function rereadList(reading: ListReading, account: string | null): Promise<InvitationDraft> {
  const options = { method: 'PATCH', body: { reading } } as const;
  return inOrder(() => fetchApi<InvitationDraft>(pathOf(account), options));
}

export function saveChanges(changes: DraftChanges, account: string | null): Promise<void> {
  const options = { method: 'PATCH', body: { changes } } as const;
  return inOrder(() => fetchApi<void>(pathOf(account), options));
}

/** The same while the page is being left, so it can't wait for earlier calls. */
export function saveOnLeaving(changes: DraftChanges, account: string | null): Promise<void> {
  const body = { changes };
  const isKeptAlive = new TextEncoder().encode(JSON.stringify(body)).length < MAX_KEPT_ALIVE;
  const options = { method: 'PATCH', body, isKeptAlive } as const;
  const answer = fetchApi<void>(pathOf(account), options);
  last = answer.catch(() => undefined);
  return answer;
}

/** The draft became a batch. The server keeps it there for an undo. */
export function markAsSent(batchId: string, account: string | null): Promise<void> {
  const options = { method: 'PATCH', body: { sentAs: batchId }, isKeptAlive: true } as const;
  return inOrder(() => fetchApi<void>(pathOf(account), options));
}

export function deleteDraft(account: string | null): Promise<void> {
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
