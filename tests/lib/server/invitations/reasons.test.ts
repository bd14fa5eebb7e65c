import { describe, expect, it } from 'vitest';
import { explainRow, explainWait } from '@/lib/server/invitations/reasons';

describe('a stored reason', () => {
  it('of a row is rendered with the row’s own details', () => {
    const row = { upstreamCode: 'NO_SEATS', duplicateOf: null };
    expect(explainRow({ ...row, message: 'rejected' })).toBe(
      'RemotePC rejected this row: NO_SEATS.',
    );
    expect(explainRow({ ...row, upstreamCode: null, message: 'rejected' })).toBe(
      'RemotePC rejected this row without giving a reason.',
    );
    expect(explainRow({ ...row, duplicateOf: 4, message: 'repeated' })).toBe(
      'Duplicate of row 5 of this batch.',
    );
    expect(explainRow({ ...row, message: null })).toBeNull();
  });

  it.each([
    ['unreachable', 'RemotePC can’t be reached, or its responses can’t be read.'],
    [
      'call_rejected:BAD: REQUEST',
      'RemotePC rejected the whole request (BAD: REQUEST), not one of its rows. Check the account’s address in Settings.',
    ],
  ])('of a wait is rendered with its parameter: %s', (stored, sentence) => {
    expect(explainWait(stored)).toBe(sentence);
  });

  it.each([
    'RemotePC refused this row: NO_SEATS.',
    'Waiting: it goes on by itself.',
    'constructor',
    'an_unknown_code:x',
  ])('from an earlier version is shown as it is: %s', (stored) => {
    expect(explainRow({ message: stored, upstreamCode: null, duplicateOf: null })).toBe(stored);
    expect(explainWait(stored)).toBe(stored);
  });
});
