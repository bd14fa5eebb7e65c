import type { PreviewRow } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { readSeats } from '@/lib/shared/seats';
import type { DraftRow } from './draft-rows';

/** The part of a draft that an edit of a row touches. */
type Rows = { rows: readonly DraftRow[]; existingUsers: ReadonlySet<string> };
type Answered = { index: number; asked: string };

export function withRow<Draft extends Rows>(
  draft: Draft,
  index: number,
  change: (row: DraftRow) => DraftRow,
): Draft {
  const row = draft.rows[index];
  return row ? { ...draft, rows: draft.rows.with(index, change(row)) } : draft;
}

/** Typed and not yet checked. */
export function withEmail(row: DraftRow, email: string): DraftRow {
  return {
    ...row,
    email,
    notes: [],
    problems: [...others(row, 'email'), problem('email', 'unchecked', 'Checking…')],
    changed: { ...row.changed, email },
  };
}

/** Ignores the result if the cell was edited again meanwhile. */
export function withCheckedEmail<Draft extends Rows>(
  draft: Draft,
  { index, asked, found }: Answered & { found: PreviewRow | undefined },
): Draft {
  if (draft.rows[index]?.email !== asked) return draft;
  const problems = found
    ? found.problems.filter(({ path }) => path === 'email')
    : [problem('email', 'missing', 'The email address is missing.')];
  const checked = withRow(draft, index, (row) => ({
    ...row,
    email: found?.email ?? asked,
    notes: found?.notes ?? [],
    problems: [...problems, ...others(row, 'email')],
  }));
  if (found?.verdict !== 'already_customer') return checked;
  return { ...checked, existingUsers: new Set(checked.existingUsers).add(found.email) };
}

/** The check failed; the row stays unchecked. */
export function withUncheckedEmail<Draft extends Rows>(
  draft: Draft,
  { index, asked, message }: Answered & { message: string },
): Draft {
  return withRow(draft, index, (row) =>
    row.email === asked
      ? { ...row, problems: [...others(row, 'email'), problem('email', 'unchecked', message)] }
      : row,
  );
}

/** @param maxSeats the account's limit per invitation; null: none */
export function withSeats(row: DraftRow, text: string, maxSeats: number | null): DraftRow {
  const seats = readSeats(text);
  const kept = others(row, 'seats');
  const fault = seatsFault(seats, maxSeats);
  return {
    ...row,
    seats,
    seatsText: text,
    problems: fault ? [...kept, fault] : kept,
    changed: { ...row.changed, seats: text },
  };
}

function seatsFault(seats: number | null, maxSeats: number | null) {
  if (seats === null) {
    return problem('seats', 'invalid', 'Seats must be a whole number from 0 to 100,000.');
  }
  if (maxSeats === null || seats <= maxSeats) return null;
  const message = `This account allows at most ${formatNumber(maxSeats)} seats per invitation.`;
  return problem('seats', 'above_limit', message);
}

function others(row: DraftRow, path: 'email' | 'seats'): DraftRow['problems'] {
  return row.problems.filter((found) => found.path !== path);
}

function problem(path: 'email' | 'seats', code: string, message: string) {
  return { path, code, message };
}
