import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InviteMany } from '@/components/invitations/invite-many';
import type { InvitationDraft, ListReading } from '@/lib/contract/invitations';
import { push } from '@/tests/support/navigation';
import {
  aDraft,
  aPreview,
  aProblem,
  notAnAddress,
  renderPage,
  stubApi,
  type ApiCall,
} from './support';

beforeEach(() => {
  vi.stubGlobal('scrollTo', () => undefined);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const list = () =>
  aPreview([
    ['ann@x.example', { seats: 2 }],
    ['bob@x', notAnAddress],
    ['kim@x.example', { verdict: 'already_customer' }],
  ]);

const noContent = () => new Response(null, { status: 204 });

type Answers = {
  start?: (attempt: number) => unknown;
  check?: (text: string) => unknown;
  put?: () => unknown;
  reread?: (reading: ListReading) => unknown;
  keep?: () => unknown;
  /** The draft that the server kept from an earlier visit. */
  kept?: InvitationDraft;
};

function serve({ start, check, put, reread, keep, kept }: Answers) {
  let starts = 0;
  return stubApi(({ path, method, body }) => {
    if (path === '/api/batches/preview') return check?.((body as { text: string }).text);
    if (path === '/api/batches') return start?.((starts += 1));
    if (method === 'GET') return kept ?? noContent();
    if (method === 'PUT') return put?.() ?? aDraft(list());
    if (method !== 'PATCH') return noContent();
    const { reading } = body as { reading?: ListReading };
    return reading ? reread?.(reading) : (keep?.() ?? noContent());
  });
}

/** The page with a list of three, pasted and read. */
async function checked(answers: Answers = {}) {
  const calls = serve(answers);
  const user = userEvent.setup();
  renderPage(<InviteMany />);
  fireEvent.change(await screen.findByLabelText('Or paste a list'), {
    target: { value: 'a list' },
  });
  await user.click(screen.getByRole('button', { name: 'Check the list' }));
  await screen.findByRole('heading', { name: answers.put ? /./ : 'Check the list', level: 2 });
  const starting = () => calls.filter(({ path }) => path === '/api/batches');
  const keeping = () => calls.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  const readings = () => keeping().filter((body) => 'reading' in (body as object));
  return { user, calls, starting, keeping, readings };
}

const toReview = (user: ReturnType<typeof userEvent.setup>) =>
  user.click(screen.getByRole('button', { name: 'Continue' }));

const keyOf = (call: ApiCall | undefined) => call?.headers.get('idempotency-key');

it('shows rows to fix first and moves the focus to the new step', async () => {
  await checked();
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Check the list' }));
  expect(screen.getByRole('button', { name: 'To fix 1' }).getAttribute('aria-pressed')).toBe(
    'true',
  );
  expect(screen.getAllByLabelText(/^Email for row/)).toHaveLength(1);
  expect(screen.getByLabelText('Email for row 2')).toHaveProperty('value', 'bob@x');
});

it('checks an edited address immediately and keeps the row in place', async () => {
  const { user } = await checked({ check: () => aPreview([['bob@x.example']]) });
  const cell = screen.getByLabelText('Email for row 2');
  await user.clear(cell);
  await user.type(cell, 'Bob@X.example{Enter}');
  await screen.findByRole('button', { name: 'Ready 2' });
  expect(screen.getByRole('button', { name: 'To fix 0' })).toBeTruthy();
  expect(screen.getByLabelText('Email for row 2')).toHaveProperty('value', 'bob@x.example');
  expect(screen.getByText('All rows fixed. Will invite 2, skip 1')).toBeTruthy();
});

it('shows that an address couldn’t be checked and retries on Enter', async () => {
  let attempts = 0;
  const { user } = await checked({
    check: () => {
      attempts += 1;
      return attempts === 1 ? aProblem(503, 'unavailable') : aPreview([['bob@x.example']]);
    },
  });
  const cell = screen.getByLabelText('Email for row 2');
  await user.clear(cell);
  await user.type(cell, 'bob@x.example{Enter}');
  expect((await screen.findAllByText('Not checked: What happened.')).length).toBeGreaterThan(0);
  await user.click(cell);
  await user.keyboard('{Enter}');
  await screen.findByRole('button', { name: 'Ready 2' });
});

it('keeps invalid seats visible with the problem', async () => {
  const { user } = await checked();
  await user.click(screen.getByRole('button', { name: 'Ready 1' }));
  const cell = screen.getByLabelText('Seats for row 1');
  await user.clear(cell);
  await user.type(cell, 'lots{Enter}');
  expect(cell).toHaveProperty('value', 'lots');
  expect(cell.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole('button', { name: 'To fix 2' })).toBeTruthy();
  await user.clear(cell);
  await user.type(cell, '9{Enter}');
  expect(screen.getByRole('button', { name: 'To fix 1' })).toBeTruthy();
});

it('creates a batch from the ready rows, with a hold', async () => {
  const { user, calls, starting } = await checked({ start: () => ({ id: 'bat_new' }) });
  await user.click(screen.getByRole('button', { name: 'Ready 1' }));
  await user.type(screen.getByLabelText('Seats for all shown'), '5{Enter}');
  await toReview(user);
  expect(
    screen.getByText('Will invite 1 person, skip 2 (1 existing user, 1 to fix).'),
  ).toBeTruthy();
  await user.type(screen.getByLabelText(/^Batch name/), ' Spring ');
  await user.click(screen.getByRole('button', { name: 'Invite 1 person' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_new'));
  expect(starting().map(({ body }) => body)).toEqual([
    {
      name: 'Spring',
      rows: [
        {
          email: 'ann@x.example',
          seats: 5,
          original: { email: 'ann@x.example', seats: '2' },
        },
      ],
      holdSeconds: 20,
    },
  ]);
  expect(keyOf(starting()[0])).toMatch(/^[0-9a-f]{32}$/);
  await waitFor(() => expect(calls.at(-1)?.body).toEqual({ sentAs: 'bat_new' }));
  // An undo restores what was on the page: the latest changes are saved first.
  expect(calls.findLast(({ body }) => JSON.stringify(body)?.includes('" Spring "'))).toBeTruthy();
});

it('loses nothing if the response is lost, and retries with the same key', async () => {
  const { user, starting } = await checked({
    start: (attempt) => (attempt === 1 ? Promise.reject(new TypeError('gone')) : { id: 'bat_2' }),
  });
  await toReview(user);
  await user.click(screen.getByRole('button', { name: 'Invite 1 person' }));
  expect(await screen.findByText('Outcome unknown: the batch may have been created')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Invite 1 person' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_2'));
  expect(starting()).toHaveLength(2);
  expect(keyOf(starting()[1])).toBe(keyOf(starting()[0]));
});

it('keeps everything when the session ends', async () => {
  const { user } = await checked({ start: () => aProblem(401, 'unauthorized') });
  await toReview(user);
  await user.click(screen.getByRole('button', { name: 'Invite 1 person' }));
  expect(await screen.findByText('You’re signed out')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in in another tab' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Invite 1 person' })).toBeTruthy();
});

it('returns to the rows that the server rejected', async () => {
  const message = 'This isn’t a valid email address.';
  const errors = [{ path: 'rows[0].email', code: 'custom', message }];
  const { user } = await checked({ start: () => aProblem(400, 'invalid_request', { errors }) });
  await toReview(user);
  await user.click(screen.getByRole('button', { name: 'Invite 1 person' }));
  expect(await screen.findByText('Nothing was sent')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'To fix 2' })).toBeTruthy();
  expect(screen.getByLabelText('Email for row 1').getAttribute('aria-invalid')).toBe('true');
});

it('saves changes shortly after they are made and when the page is left', async () => {
  const { user, keeping } = await checked();
  await user.click(screen.getByRole('button', { name: 'All 3' }));
  const cell = screen.getByLabelText('Seats for row 1');
  await user.clear(cell);
  await user.type(cell, '9{Enter}');
  await waitFor(() => expect(keeping().at(-1)).toMatchObject({ changes: { step: 'check' } }));
  await screen.findByText('Draft saved');
  await user.click(screen.getByLabelText('Invite row 1'));
  fireEvent(window, new Event('pagehide'));
  expect(keeping().at(-1)).toMatchObject({
    changes: { rows: { 0: { seats: '9', isIncluded: false } }, isHeld: true },
  });
});

it('restores a draft and shows which one', async () => {
  const changes = { rows: { 0: { seats: '2' }, 1: { email: 'bob@y' } }, step: 'review' as const };
  const source = { kind: 'file', name: 'contacts.xlsx' } as const;
  serve({ kept: aDraft(list(), { source, changes, updatedAt: '2026-05-03T10:42:00.000Z' }) });
  renderPage(<InviteMany />);
  await screen.findByRole('heading', { name: 'Review' });
  expect(
    screen.getByText(/^Draft restored: contacts.xlsx, 3 rows, saved 3 May 2026, \d\d:42\.$/),
  ).toBeTruthy();
});

it('discards a draft only after confirmation, also on the server', async () => {
  const { user, calls } = await checked();
  await user.click(screen.getByRole('button', { name: 'Start over' }));
  const dialog = await screen.findByRole('dialog', { name: 'Discard this list and start over?' });
  await user.click(within(dialog).getByRole('button', { name: 'Start over' }));
  await screen.findByLabelText('Or paste a list');
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ method: 'DELETE' }));
});

it('shows that changes can’t be saved, and saves them once it can', async () => {
  let attempts = 0;
  const { keeping } = await checked({
    keep: () => ((attempts += 1) === 1 ? aProblem(401, 'unauthorized') : undefined),
  });
  expect(await screen.findByText('You’re signed out')).toBeTruthy();
  expect(screen.getByText('Not saved yet')).toBeTruthy();
  await screen.findByText('Draft saved', {}, { timeout: 15_000 });
  expect(screen.queryByText('You’re signed out')).toBeNull();
  expect(keeping()).toHaveLength(2);
});

it('asks for the columns if they aren’t clear, and reads the list with them', async () => {
  const unsure = {
    ...list(),
    columns: {
      email: 0,
      seats: null,
      headers: ['Work', 'Private', 'PCs'],
      headerRow: 0,
      isSure: false,
      candidates: [0, 1],
      samples: [['ann@x.example'], ['ann@home.example'], ['2', '3']],
      firstRows: [
        ['Work', 'Private', 'PCs'],
        ['ann@x.example', 'ann@home.example', '2'],
      ],
    },
  };
  const { user, readings } = await checked({
    put: () => aDraft(unsure),
    reread: (reading) => aDraft(list(), { reading }),
  });
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Map columns' }));
  await user.selectOptions(screen.getByLabelText('Use “Private” as'), 'Email');
  expect(screen.getByLabelText('Use “Work” as')).toHaveProperty('value', '');
  await user.selectOptions(screen.getByLabelText('Use “PCs” as'), 'Seats');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await screen.findByRole('heading', { name: 'Check the list' });
  expect(readings()[0]).toEqual({
    reading: { columns: { email: 1, seats: 2, hasHeader: true } },
  });
});

it('lets the person select the header row or use every address', async () => {
  const unsure = aPreview([['ann@x.example']], {
    columns: {
      email: 0,
      seats: null,
      headers: [],
      headerRow: null,
      isSure: false,
      candidates: [0, 1],
      samples: [
        ['List of November', 'Wer', 'ann@x.example'],
        ['Wem', 'boss@x.example'],
      ],
      firstRows: [['List of November'], ['Wer', 'Wem'], ['ann@x.example', 'boss@x.example']],
    },
  });
  const { user, readings } = await checked({
    put: () => aDraft(unsure),
    reread: (reading) => aDraft(unsure, { reading }),
  });
  await user.selectOptions(screen.getByLabelText('Header row'), 'Row 2: Wer · Wem');
  expect(screen.getByText('The row above it will be skipped.')).toBeTruthy();
  expect(screen.getByLabelText('Use “Wer” as')).toHaveProperty('value', 'email');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await screen.findByRole('heading', { name: 'Check the list' });
  const columns = { email: 0, seats: null, hasHeader: true, headerRow: 1 };
  expect(readings()[0]).toEqual({ reading: { columns } });
  await user.click(screen.getByRole('button', { name: 'Change columns' }));
  await user.click(screen.getByRole('button', { name: 'Use every address in the list' }));
  await waitFor(() => expect(readings()[1]).toEqual({ reading: { shape: 'addresses' } }));
});

it('offers to read a list of addresses as a table', async () => {
  const lines = aPreview([['ann@x.example']], {
    columns: { ...list().columns, samples: [], firstRows: [], headers: [], headerRow: null },
  });
  const { user, readings } = await checked({
    put: () => aDraft(lines),
    reread: (reading) => aDraft(list(), { reading }),
  });
  await user.click(await screen.findByRole('button', { name: 'Change columns' }));
  await user.click(screen.getByRole('button', { name: 'Read as a table' }));
  await screen.findByRole('heading', { name: 'Map columns' });
  expect(readings()[0]).toEqual({ reading: { shape: 'table' } });
});

it('requires the email column before it continues', async () => {
  const columns = { ...list().columns, email: null, isSure: false };
  const { user, keeping } = await checked({ put: () => aDraft({ ...list(), columns }) });
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(screen.getByText('Select the column with the email addresses.')).toBeTruthy();
  expect(keeping().filter((body) => 'reading' in (body as object))).toEqual([]);
});

it('creates one batch for two clicks in one frame, and claims nothing unproven', async () => {
  const { user, starting } = await checked({
    start: (attempt) => (attempt === 1 ? aProblem(409, 'conflict') : { id: 'bat_1' }),
  });
  await toReview(user);
  const button = screen.getByRole('button', { name: 'Invite 1 person' });
  act(() => {
    button.click();
    button.click();
  });
  expect(await screen.findByText('Outcome unknown: the batch may have been created')).toBeTruthy();
  expect(screen.queryByText('Nothing was sent')).toBeNull();
  expect(starting()).toHaveLength(1);
  await user.click(button);
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_1'));
  expect(keyOf(starting()[1])).toBe(keyOf(starting()[0]));
});

it('asks for seats if the list has none, and accepts zero only if entered', async () => {
  const bare = (email: string) => [email, { original: { email, seats: '' } }] as [string, object];
  const { user, starting } = await checked({
    put: () => aDraft(aPreview([bare('ann@x.example'), bare('bob@x.example'), ['kim@x.example']])),
    start: () => ({ id: 'bat_1' }),
  });
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  const field = screen.getByLabelText('Seats per person (2 people)');
  expect(document.activeElement).toBe(field);
  expect(screen.getByText(/^Enter a whole number from 0 to 100,000\./)).toBeTruthy();
  await user.type(field, '3{Enter}');
  expect(screen.getByText('2 people get 3 seats each.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await user.click(await screen.findByRole('button', { name: 'Invite 3 people' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_1'));
  expect(starting()[0]?.body).toMatchObject({ rows: [{ seats: 3 }, { seats: 3 }, { seats: 0 }] });
});

it('excludes all rows to fix with one click', async () => {
  const { user } = await checked();
  await user.click(screen.getByRole('button', { name: 'Exclude rows to fix' }));
  expect(screen.getByRole('button', { name: 'Excluded 1' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'To fix 0' })).toBeTruthy();
  await toReview(user);
  expect(
    screen.getByText('Will invite 1 person, skip 2 (1 existing user, 1 excluded).'),
  ).toBeTruthy();
});

it('requires typing the number before inviting very many people', async () => {
  const many = Array.from({ length: 251 }, (_, at) => [`p${at}@x.example`] as [string]);
  const { user, starting } = await checked({
    put: () => aDraft(aPreview(many)),
    start: () => ({ id: 'bat_big' }),
  });
  await toReview(user);
  const button = screen.getByRole('button', { name: 'Invite 251 people' });
  await user.click(button);
  const field = screen.getByLabelText(/^Type 251 to confirm/);
  expect(document.activeElement).toBe(field);
  expect(starting()).toHaveLength(0);
  await user.type(field, '251');
  await user.click(button);
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_big'));
});

it('asks for a list if there is none', async () => {
  const calls = serve({});
  renderPage(<InviteMany />);
  await userEvent.setup().click(await screen.findByRole('button', { name: 'Check the list' }));
  expect(screen.getByText('Paste a list or choose a file.')).toBeTruthy();
  expect(calls.map(({ method }) => method)).toEqual(['GET']);
});
