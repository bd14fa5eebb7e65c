import 'server-only';
import type { PreviewRow } from '../../schemas/invitations';

const OTHER_ALPHABETS = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/**
 * What is worth knowing about a row and stops nothing: which row it repeats, that a `+tag` names a
 * mailbox that may stand in the list as well, that letters of other alphabets look like ours.
 * @param firsts where each address stands first
 */
export function notesOn(
  row: PreviewRow,
  rows: readonly PreviewRow[],
  firsts: ReadonlyMap<string, number>,
): PreviewRow['notes'] {
  const notes: PreviewRow['notes'] = [];
  const first = rows[firsts.get(row.email) ?? -1];
  if (row.verdict === 'duplicate' && first) {
    const other = first.seats === row.seats ? '' : `, with ${first.seats} seats`;
    notes.push({
      code: 'repeated',
      message: `The same address stands in row ${first.index + 1} of the list${other}.`,
    });
  }
  if (row.verdict === 'fix') return notes;
  const mailbox = mailboxOf(row.email);
  if (mailbox !== null) {
    const at = firsts.get(mailbox);
    const where = at === undefined ? '' : `, which stands in row ${at + 1} of the list`;
    notes.push({
      code: 'plus_tag',
      message: `With its +tag this is most likely another name of the mailbox ${mailbox}${where}.`,
    });
  }
  if (/[a-z]/.test(row.email) && OTHER_ALPHABETS.test(row.email)) {
    notes.push({
      code: 'mixed_alphabets',
      message: 'Some of its letters are Greek or Cyrillic ones that only look like Latin letters.',
    });
  }
  return notes;
}

/** The mailbox that an address with a `+tag` is delivered to by most providers; null without one. */
function mailboxOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  const plus = email.indexOf('+');
  return plus > 0 && plus < at ? email.slice(0, plus) + email.slice(at) : null;
}
