import 'server-only';
import { isLookAlike, lookAlikeOf } from '@/lib/shared/email/look-alike';
import { decodedEmail } from '@/lib/shared/email/shown-email';
import type { PreviewRow } from '@/lib/contract/invitations';

/**
 * What is worth knowing about a row and stops nothing: which row it repeats, that a `+tag` names a
 * mailbox that may stand in the list as well, that letters only look like others.
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
  const lookAlike = lookAlikeNote(row.email);
  if (lookAlike) notes.push(lookAlike);
  return notes;
}

/** The mailbox that an address with a `+tag` is delivered to by most providers; null without one. */
function mailboxOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  const plus = email.indexOf('+');
  return plus > 0 && plus < at ? email.slice(0, plus) + email.slice(at) : null;
}

/** Of the part before the @, and of each part of the host as people write it. */
function lookAlikeNote(email: string): PreviewRow['notes'][number] | null {
  const decoded = decodedEmail(email);
  const at = decoded.lastIndexOf('@');
  const words = [decoded.slice(0, at), ...decoded.slice(at + 1).split('.')];
  const word = words.find(isLookAlike);
  if (word === undefined) return null;
  if (lookAlikeOf(word) === 'mixed') {
    return {
      code: 'mixed_alphabets',
      message: `“${word}” mixes letters of different alphabets. Some only look like others: check that the address is the one you mean.`,
    };
  }
  return {
    code: 'look_alike',
    message: `“${word}” has letters that only look like plain Latin ones. Check that the address is the one you mean.`,
  };
}
