import 'server-only';
import { MAX_SEATS } from '../../schemas/common';

/** Whole numbers, also as spreadsheets write them (`5.0`); empty means 0; null: none of these. */
export function readSeats(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const digits = /^\+?(\d{1,7})(?:[.,]0{1,2})?$/.exec(trimmed.normalize('NFKC'))?.[1];
  const seats = digits === undefined ? Number.NaN : Number(digits);
  return seats <= MAX_SEATS ? seats : null;
}
