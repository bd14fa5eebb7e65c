import { parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import type { BatchStatus } from '@/lib/contract/invitations';

/** The states to filter batches by. */
export const batchStates = [
  { value: 'held', label: 'Scheduled' },
  { value: 'running', label: 'Sending' },
  { value: 'paused', label: 'Paused' },
  { value: 'cancelled', label: 'Stopped' },
  { value: 'finished', label: 'Finished' },
] as const satisfies readonly { value: BatchStatus; label: string }[];

/** Which account's batches are shown, and which page of them: the page's URL parameters. */
export const batchFilterParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(batchStates.map(({ value }) => value)),
  page: parseAsPage.withDefault(1),
};

export type BatchFilters = inferParserType<typeof batchFilterParsers>;
