import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import type { BatchPreview, InvitationDraft, ListReading } from '@/lib/contract/invitations';
import type { DraftRow } from './draft-rows';

export type DraftStep = 'list' | 'columns' | 'check' | 'review';

export const draftSteps = [
  { value: 'list', label: 'List' },
  { value: 'check', label: 'Check' },
  { value: 'review', label: 'Review' },
] as const;

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
  /** Chosen on this page; what it sets is kept, its choice isn't. */
  template: InvitationTemplate | null;
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
    template: null,
    idempotencyKey: newIdempotencyKey(),
    refusedRows: 0,
  };
}

/** Written out: `MAX_BATCH_NAME` of the contract would bring zod into the page. */
export const MAX_NAME = 200;

/** Of the files that can be read; any other ending is part of the name. */
const FILE_ENDING = /\.(?:csv|tsv|txt|xlsx)$/i;

/** A batch is named after its file. Pasted text has no name. */
export function defaultName(source: Draft['source']): string {
  if (source?.kind !== 'file') return '';
  const name = source.name.replace(FILE_ENDING, '').replace(/[\p{Cc}\p{Cf}]/gu, '');
  return name.trim().slice(0, MAX_NAME);
}

export function isWorthKeeping({ text, source }: Draft): boolean {
  return text.trim() !== '' || source !== null;
}

/** Whether there is text that hasn't been read, so that the server has no list of it. */
export function hasUnreadText({ source, text }: Draft): boolean {
  return text.trim() !== '' && !(source?.kind === 'text' && source.text === text);
}
