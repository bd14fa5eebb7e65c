import 'server-only';
import type { Transaction } from './client';

type Step = (tx: Transaction) => Promise<void>;

/**
 * What a caller adds to a use case's own transaction: `before`, once it holds its locks and nothing
 * is written, and `after`, as its last step. What they throw undoes all of it.
 */
export type Around = { before?: Step; after?: Step };
