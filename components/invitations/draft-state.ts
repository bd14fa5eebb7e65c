import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { BatchPreview, InvitationDraft, ListReading } from '@/lib/contract/invitations';
import type { DraftRow } from './draft-rows';

export type DraftStep = 'list' | 'columns' | 'check' | 'review';

/** How the list was read. */
export type ReadAs = Omit<BatchPreview, 'rows' | 'counts' | 'seatsTotal'>;

/** The list being prepared, from the first paste to the last edit. */
export type Draft = {
  step: DraftStep;
  text: string;
  /** What the rows were read from: pasted text or a file. Null: nothing has been read. */
  source: InvitationDraft['source'] | null;
  reading: ListReading;
  readAs: ReadAs | null;
  rows: readonly DraftRow[];
  existingUsers: ReadonlySet<string>;
  name: string;
  isHeld: boolean;
  /** Fixed for the life of the draft: whatever fails, it becomes at most one batch. */
  idempotencyKey: string;
  /** How many rows the server rejected. */
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
    existingUsers: new Set(),
    name: '',
    isHeld: true,
    idempotencyKey: newIdempotencyKey(),
    refusedRows: 0,
  };
}

export function isWorthKeeping({ text, source }: Draft): boolean {
  return text.trim() !== '' || source !== null;
}

/** Whether there is text that hasn't been read, so that the server has no list of it. */
export function hasUnreadText({ source, text }: Draft): boolean {
  return text.trim() !== '' && !(source?.kind === 'text' && source.text === text);
}
