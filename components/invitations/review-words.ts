import { formatCount, formatNumber } from '@/lib/shared/format';
import { countPlaces, rowsAt, type DraftRow, type Place } from './draft-rows';

export type Review = {
  /** Positions of the rows that will be sent. */
  send: number[];
  seats: number;
  /** "Will invite 184 people, skip 12 (9 already customers, 3 repeated)". */
  sentence: string;
  /** The same, short: "Will invite 184, skip 12". */
  summary: string;
};

/** What pressing the button would do, in the future tense. */
export function reviewRows(rows: readonly DraftRow[], judged: readonly Place[]): Review {
  const send = rowsAt(judged, 'ready');
  const counts = countPlaces(judged);
  const skipped = rows.length - send.length;
  const reasons = [
    counts.already_customer > 0 &&
      formatCount(counts.already_customer, 'already a customer', 'already customers'),
    counts.duplicate > 0 && `${formatNumber(counts.duplicate)} repeated`,
    counts.fix > 0 && `${formatNumber(counts.fix)} still to be fixed`,
    counts.left_out > 0 && `${formatNumber(counts.left_out)} left out by you`,
  ].filter((reason) => reason !== false);
  const invite = send.length === 0 ? 'nobody' : formatCount(send.length, 'person', 'people');
  const skip = skipped === 0 ? '' : `, skip ${formatNumber(skipped)} (${reasons.join(', ')})`;
  const skipShort = skipped === 0 ? '' : `, skip ${formatNumber(skipped)}`;
  return {
    send,
    seats: send.reduce((sum, index) => sum + (rows[index]?.seats ?? 0), 0),
    sentence: `Will invite ${invite}${skip}.`,
    summary: `Will invite ${send.length === 0 ? 'nobody' : formatNumber(send.length)}${skipShort}`,
  };
}
