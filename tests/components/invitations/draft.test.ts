import { expect, it } from 'vitest';
import { columnsText } from '@/components/invitations/column-choice';
import { reduceDraft, type DraftAction } from '@/components/invitations/draft';
import { asTable, evaluateRows } from '@/components/invitations/draft-rows';
import { emptyDraft, type Draft } from '@/components/invitations/draft-state';
import { faultsByRow, inputOf, reviewRows } from '@/components/invitations/review-words';
import { changesOf, isBehind } from '@/components/invitations/use-draft-saving';
import { readAsText as describeReading } from '@/components/lists/read-as';
import { readSeats } from '@/lib/shared/seats';
import { aDraft, aPreview, notAnAddress } from './support';

function read(...rows: Parameters<typeof aPreview>[0]): Draft {
  return reduceDraft(emptyDraft(), { type: 'read', found: aDraft(aPreview(rows)) });
}

const after = (draft: Draft, ...actions: DraftAction[]) => actions.reduce(reduceDraft, draft);
const judge = ({ rows, existingUsers }: Draft) => evaluateRows(rows, existingUsers);
const review = (draft: Draft) => reviewRows(draft.rows, judge(draft));

it('finds duplicates again after every edit', () => {
  const draft = read(['a@x.example'], ['a@x.example', { verdict: 'duplicate' }], ['b@x.example']);
  expect(judge(draft)).toEqual(['ready', 'duplicate', 'ready']);
  const found = aPreview([['c@x.example']]).rows[0];
  const edited = after(
    draft,
    { type: 'email_changed', index: 0, email: 'c@x.example' },
    { type: 'email_checked', index: 0, asked: 'c@x.example', found },
  );
  expect(judge(edited)).toEqual(['ready', 'ready', 'ready']);
});

it('doesn’t send a duplicate of an excluded address', () => {
  const draft = read(['a@x.example'], ['a@x.example', { verdict: 'duplicate' }]);
  const without = after(draft, { type: 'included', indexes: [0], isIncluded: false });
  expect(review(without).send).toEqual([]);
});

it('holds back an edited address until it is checked', () => {
  const draft = read(['broken', notAnAddress]);
  const edited = after(draft, { type: 'email_changed', index: 0, email: 'A@x.example' });
  expect(judge(edited)).toEqual(['fix']);
  const [found] = aPreview([['a@x.example']]).rows;
  const checked = after(edited, { type: 'email_checked', index: 0, asked: 'A@x.example', found });
  expect(checked.rows[0]).toMatchObject({ email: 'a@x.example', problems: [] });
});

it('ignores a result for an earlier text of the cell', () => {
  const [found] = aPreview([['first@x.example']]).rows;
  const draft = after(
    read(['broken', notAnAddress]),
    { type: 'email_changed', index: 0, email: 'first@x.example' },
    { type: 'email_changed', index: 0, email: 'second@x.example' },
    { type: 'email_checked', index: 0, asked: 'first@x.example', found },
  );
  expect(draft.rows[0]?.email).toBe('second@x.example');
  expect(judge(draft)).toEqual(['fix']);
});

it('skips existing users, also after an edit', () => {
  const [found] = aPreview([['kay@x.example', { verdict: 'already_customer' }]]).rows;
  const draft = after(
    read(['broken', notAnAddress], ['kim@x.example', { verdict: 'already_customer' }]),
    { type: 'email_changed', index: 0, email: 'kay@x.example' },
    { type: 'email_checked', index: 0, asked: 'kay@x.example', found },
  );
  expect(judge(draft)).toEqual(['already_customer', 'already_customer']);
});

it('keeps the problem with the seats while the address is checked', () => {
  const seats = { path: 'seats', code: 'invalid', message: 'Not “many”.' } as const;
  const [found] = aPreview([['a@x.example']]).rows;
  const draft = after(
    read([
      'broken',
      {
        verdict: 'fix',
        problems: [...(notAnAddress.problems ?? []), seats],
        original: { email: 'broken', seats: 'many' },
      },
    ]),
    { type: 'email_changed', index: 0, email: 'a@x.example' },
    { type: 'email_checked', index: 0, asked: 'a@x.example', found },
  );
  expect(draft.rows[0]).toMatchObject({ email: 'a@x.example', seats: null, problems: [seats] });
  const set = after(draft, { type: 'seats_changed', index: 0, text: '4' });
  expect(judge(set)).toEqual(['ready']);
});

it('summarizes who will be invited and who won’t, and why', () => {
  const draft = read(
    ['a@x.example', { seats: 2 }],
    ['b@x.example', { seats: 3 }],
    ['a@x.example', { verdict: 'duplicate' }],
    ['c@x.example', { verdict: 'already_customer' }],
    ['d@x.example', { verdict: 'already_customer' }],
    ['broken', notAnAddress],
    ['e@x.example'],
  );
  const { sentence, summary, seats } = review(
    after(draft, { type: 'included', indexes: [6], isIncluded: false }),
  );
  expect(sentence).toBe(
    'Will invite 2 people, skip 5 (2 existing users, 1 duplicate, 1 to fix, 1 excluded).',
  );
  expect(summary).toBe('Will invite 2, skip 5');
  expect(seats).toBe(5);
  expect(review(read(['a@x.example'])).sentence).toBe('Will invite 1 person.');
  expect(review(read(['x', notAnAddress])).sentence).toBe('Will invite no one, skip 1 (1 to fix).');
});

it('assigns the server’s errors to the right rows, though not all rows were sent', () => {
  const { faults, rest } = faultsByRow(
    [
      { path: 'rows[1].email', code: 'invalid', message: 'No address.' },
      { path: 'rows[1].seats', code: 'too_big', message: 'Too many.' },
      { path: 'name', code: 'too_big', message: 'Too long.' },
      { path: 'rows[9].email', code: 'invalid', message: 'Whose is it?' },
    ],
    [4, 17],
  );
  expect([...faults]).toEqual([
    [
      17,
      [
        { path: 'email', code: 'invalid', message: 'No address.' },
        { path: 'seats', code: 'too_big', message: 'Too many.' },
      ],
    ],
  ]);
  expect(rest.map(({ path }) => path)).toEqual(['name', 'rows[9].email']);
});

it('reads seats as the server does', () => {
  expect(['', ' 7 ', '0', '100000'].map(readSeats)).toEqual([0, 7, 0, 100_000]);
  expect(['-1', '1.5', 'many', '100001', '1e3'].map(readSeats)).toEqual(Array(5).fill(null));
});

it('sends an edited address as one cell, whatever it contains', () => {
  expect(asTable('a;b"c@x.example, d')).toBe('email\r\n"a;b""c@x.example, d"\r\n');
});

const readAsText = (list: ReturnType<typeof aPreview>) =>
  describeReading(list, columnsText(list.columns));

it('describes how the list was read', () => {
  const readAs = aPreview([]);
  expect(readAsText(readAs)).toBe('semicolon-separated · email in “E-mail”, seats in “Seats”');
  const columns = { ...readAs.columns, email: 1, seats: null, headers: [] };
  expect(readAsText({ ...readAs, columns, delimiter: '\t', encoding: 'windows-1252' })).toBe(
    'tab-separated · email in column 2, no seats column · Windows-1252',
  );
  expect(readAsText({ ...readAs, columns: { ...columns, email: null }, delimiter: null })).toBe(
    'list of addresses',
  );
  const workbook = { delimiter: null, encoding: null, sheets: ['May', 'June'], sheet: 'June' };
  expect(readAsText({ ...readAs, ...workbook })).toBe(
    'sheet “June”, one of 2 · email in “E-mail”, seats in “Seats”',
  );
});

it('asks for columns only if the server couldn’t determine them and no one has selected any', () => {
  const preview = aPreview([['a@x.example']]);
  const unsure = { ...preview, columns: { ...preview.columns, isSure: false } };
  const columns = { email: 0, seats: null, hasHeader: true };
  const stepAfter = (found: ReturnType<typeof aDraft>) =>
    reduceDraft(emptyDraft(), { type: 'read', found }).step;
  expect(stepAfter(aDraft(preview))).toBe('check');
  expect(stepAfter(aDraft(unsure))).toBe('columns');
  expect(stepAfter(aDraft(unsure, { reading: { columns } }))).toBe('check');
  const asked = reduceDraft(emptyDraft(), { type: 'read', found: aDraft(unsure) });
  expect(after(asked, { type: 'stepped', step: 'review' }).step).toBe('columns');
});

it('asks for another sheet if the first one has no list', () => {
  const sheets = { sheets: ['Cover', 'People'], sheet: 'Cover' };
  const stepAfter = (preview: ReturnType<typeof aPreview>) =>
    reduceDraft(emptyDraft(), { type: 'read', found: aDraft(preview) }).step;
  expect(stepAfter(aPreview([['Our customers', notAnAddress]], sheets))).toBe('columns');
  expect(stepAfter(aPreview([], sheets))).toBe('columns');
  expect(stepAfter(aPreview([['a@x.example']], sheets))).toBe('check');
  expect(stepAfter(aPreview([['broken', notAnAddress]]))).toBe('check');
});

it('restores a draft with its edits', () => {
  const many = { path: 'seats', code: 'invalid', message: 'Not “many”.' } as const;
  const preview = aPreview([
    ['ann@x.example', { seats: 7, original: { email: 'ann@x', seats: '2' } }],
    ['bob@x.example', { verdict: 'fix', problems: [many] }],
    ['kim@x.example'],
  ]);
  const rows = {
    0: { email: 'ann@x.example', seats: '7' },
    1: { seats: 'many' },
    2: { isIncluded: false },
  };
  const changes = { rows, name: 'Spring', isHeld: false, step: 'review', idempotencyKey: 'k' };
  const kept = aDraft(preview, { changes } as Parameters<typeof aDraft>[1]);
  const draft = reduceDraft(emptyDraft(), { type: 'restored', found: kept });
  expect(draft).toMatchObject({
    step: 'review',
    text: 'a list',
    name: 'Spring',
    isHeld: false,
    idempotencyKey: 'k',
  });
  expect(draft.rows[1]).toMatchObject({ seats: null, seatsText: 'many' });
  expect(judge(draft)).toEqual(['ready', 'fix', 'left_out']);
  expect(draft.rows[0]?.original).toEqual({ email: 'ann@x', seats: '2' });
});

it('doesn’t treat pasted text that was never read as a list', () => {
  const found = aDraft(aPreview([['a@x.example']]));
  const draft = reduceDraft(emptyDraft(), { type: 'restored', found });
  expect(draft).toMatchObject({ step: 'list', text: 'a list', source: null, rows: [] });
});

it('saves only unsaved changes', () => {
  const draft = read(['a@x.example'], ['b@x.example'], ['c@x.example']);
  expect(isBehind(draft, draft)).toBe(false);
  const once = after(draft, { type: 'seats_set', indexes: [0, 2], seats: 5 });
  expect(isBehind(draft, once)).toBe(true);
  expect(changesOf(once, draft)).toEqual({
    rows: { 0: { seats: '5' }, 2: { seats: '5' } },
    name: '',
    isHeld: true,
    idempotencyKey: draft.idempotencyKey,
    step: 'check',
  });
  const twice = after(once, { type: 'included', indexes: [2], isIncluded: false });
  expect(changesOf(twice, once).rows).toEqual({ 2: { seats: '5', isIncluded: false } });
  expect(changesOf(after(twice, { type: 'stepped', step: 'list' }), twice)).toMatchObject({
    rows: {},
    step: 'check',
  });
});

it('holds back a row with more seats than the account allows', () => {
  const found = aDraft(aPreview([['a@x.example']], { maxSeats: 10 }));
  const draft = reduceDraft(emptyDraft(), { type: 'read', found });
  const over = after(draft, { type: 'seats_changed', index: 0, text: '11' });
  expect(judge(over)).toEqual(['fix']);
  expect(over.rows[0]?.problems[0]?.message).toBe(
    'This account allows at most 10 seats per invitation.',
  );
  expect(judge(after(over, { type: 'seats_changed', index: 0, text: '10' }))).toEqual(['ready']);
});

it('skips rows to fix, and says so', () => {
  const draft = read(['broken', notAnAddress], ['a@x.example']);
  const without = after(draft, { type: 'included', indexes: [0], isIncluded: false });
  expect(judge(without)).toEqual(['left_out', 'ready']);
  expect(review(without).sentence).toBe('Will invite 1 person, skip 1 (1 excluded).');
});

it('can be reviewed once seats are set for everyone, even if none', () => {
  const draft = read(['a@x.example', { original: { email: 'a@x.example', seats: '' } }]);
  const toReview: DraftAction = { type: 'stepped', step: 'review' };
  expect(after(draft, toReview).step).toBe('check');
  const said: DraftAction = { type: 'seats_set', indexes: [0], seats: 0 };
  expect(after(draft, said, toReview).step).toBe('review');
});

const fileDraft = (name: string, changes: object = {}) =>
  aDraft(aPreview([['a@x.example']]), {
    source: { kind: 'file', name },
    changes: { rows: {}, step: 'check', ...changes },
  });
const fromFile = (name: string, draft = emptyDraft()) =>
  reduceDraft(draft, { type: 'read', found: fileDraft(name) });

it('names a batch after its file, and one from pasted text not at all', () => {
  expect(fromFile('Northfold, all offices.xlsx').name).toBe('Northfold, all offices');
  expect(fromFile('v1.2 of May').name).toBe('v1.2 of May');
  expect(fromFile(`${'x'.repeat(300)}.csv`).name).toHaveLength(200);
  expect(read(['a@x.example']).name).toBe('');
  expect(inputOf(fromFile('May.csv'), review(fromFile('May.csv'))).name).toBe('May');
});

it('keeps a name that someone typed or removed when another file is read', () => {
  const may = fromFile('May.csv');
  expect(fromFile('June.csv', may).name).toBe('June');
  expect(fromFile('June.csv', after(may, { type: 'named', name: 'Spring' })).name).toBe('Spring');
  expect(fromFile('June.csv', after(may, { type: 'named', name: '' })).name).toBe('');
});

it('restores the name of a draft, or takes the file’s if none was saved', () => {
  const restore = (changes?: object) =>
    reduceDraft(emptyDraft(), { type: 'restored', found: fileDraft('May.csv', changes) }).name;
  expect(restore()).toBe('May');
  expect(restore({ name: 'Spring' })).toBe('Spring');
  expect(restore({ name: '' })).toBe('');
});

it('holds a batch for more than 100 people, even if that was turned off', () => {
  const people = (count: number) =>
    Array.from({ length: count }, (_, index): [string] => [`p${index}@x.example`]);
  const unheld = (count: number) => after(read(...people(count)), { type: 'held', isHeld: false });
  expect(inputOf(unheld(100), review(unheld(100))).holdSeconds).toBe(0);
  expect(inputOf(unheld(101), review(unheld(101))).holdSeconds).toBe(20);
});

it('holds a batch as the policy of the account asks instead, if it does', () => {
  const found = aDraft(aPreview([['a@x.example'], ['b@x.example']], { holdAbove: 1 }));
  const read = reduceDraft(emptyDraft(), { type: 'read', found });
  const draft = after(read, { type: 'held', isHeld: false });
  expect(inputOf(draft, review(draft)).holdSeconds).toBe(20);
});

const shops = { id: 'tpl_1', name: 'Shops', seats: 3, isHeld: false };
const interns = { id: 'tpl_2', name: 'Interns', seats: 1, isHeld: true };
const noSeats = { original: { email: '', seats: '' } };

it('a template gives seats to those whose list has none, and says whether sending waits', () => {
  const chosen = reduceDraft(emptyDraft(), { type: 'templated', template: shops });
  const found = aDraft(
    aPreview([
      ['a@x.example', noSeats],
      ['b@x.example', { seats: 7 }],
    ]),
  );
  const draft = reduceDraft(chosen, { type: 'read', found });
  expect(draft.rows.map(({ seats }) => seats)).toEqual([3, 7]);
  expect(draft.isHeld).toBe(false);
  expect(after(draft, { type: 'stepped', step: 'review' }).step).toBe('review');
  // They are saved like seats that were typed.
  expect(changesOf(draft, chosen).rows).toEqual({ 0: { seats: '3' } });
});

it('another template replaces what the first one set, and keeps what was typed', () => {
  const found = aDraft(
    aPreview([
      ['a@x.example', noSeats],
      ['b@x.example', noSeats],
    ]),
  );
  const draft = after(
    reduceDraft(emptyDraft(), { type: 'read', found }),
    { type: 'templated', template: shops },
    { type: 'seats_changed', index: 1, text: '9' },
    { type: 'templated', template: interns },
  );
  expect(draft.rows.map(({ seats }) => seats)).toEqual([1, 9]);
  expect(draft.isHeld).toBe(true);
  const without = after(draft, { type: 'templated', template: null });
  expect(without.rows.map(({ seats, changed }) => [seats, changed.seats])).toEqual([
    [0, undefined],
    [9, '9'],
  ]);
  // Seats are asked for again.
  expect(after(without, { type: 'stepped', step: 'review' }).step).toBe('check');
});

it('shows where a template has more seats than the account allows', () => {
  const preview = aPreview([['a@x.example', noSeats]], { maxSeats: 2 });
  const chosen = reduceDraft(emptyDraft(), { type: 'templated', template: shops });
  expect(judge(reduceDraft(chosen, { type: 'read', found: aDraft(preview) }))).toEqual(['fix']);
});
