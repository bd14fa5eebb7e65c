import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import type { BatchStatus } from '@/lib/contract/invitations';

/** The states a batch can be looked for by, in the words of the list. */
export const batchStates = [
  { value: 'held', label: 'Held back' },
  { value: 'running', label: 'Sending' },
  { value: 'paused', label: 'Paused' },
  { value: 'cancelled', label: 'Stopped' },
  { value: 'finished', label: 'Finished' },
] as const satisfies readonly { value: BatchStatus; label: string }[];

/** Which part of which account's batches is shown, as it stands in the page's URL. */
export const batchListParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(batchStates.map(({ value }) => value)),
  page: parseAsPage.withDefault(1),
};

export type BatchListPlace = inferParserType<typeof batchListParsers>;
