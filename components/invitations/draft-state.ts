import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { BatchPreview, InvitationDraft, ListReading } from '@/lib/contract/invitations';
import type { DraftRow } from './draft-rows';

export type DraftStep = 'list' | 'columns' | 'check' | 'review';

/** How the list was read. */
export type ReadAs = Omit<BatchPreview, 'rows' | 'counts' | 'seatsTotal'>;

/** What is being prepared on the page, from the first paste to the last tick. */
export type Draft = {
  step: DraftStep;
  text: string;
  /** What the rows were read from: the text at that time, or a file. `null`: nothing was read yet. */
  source: InvitationDraft['source'] | null;
  reading: ListReading;
  readAs: ReadAs | null;
  rows: readonly DraftRow[];
  customers: ReadonlySet<string>;
  name: string;
  isHeld: boolean;
  /** Of this draft for as long as it lives: whatever goes wrong, it becomes one batch at most. */
  idempotencyKey: string;
  /** The server's word on rows it refused. */
  refusedRows: number;
};

export function emptyDraft(): Draft {
  return {
    step: 'list',
    text: '',
    source: null,
    reading: {},
    readAs: null,
    rows: [],
    customers: new Set(),
    name: '',
    isHeld: true,
    idempotencyKey: newIdempotencyKey(),
    refusedRows: 0,
  };
}

export function isWorthKeeping({ text, source }: Draft): boolean {
  return text.trim() !== '' || source !== null;
}

/** Text that was typed and not read: no list of the server holds it. */
export function hasUnreadText({ source, text }: Draft): boolean {
  return text.trim() !== '' && !(source?.kind === 'text' && source.text === text);
}
