import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BatchView } from '@/components/invitations/batch-view';
import type { Batch } from '@/lib/contract/invitations';
import { push } from '@/tests/support/navigation';
import { aBatch, aProblem, counts, renderPage, stubApi } from './support';

/** The browser's side of an event stream, controlled by the test. */
class FakeEvents extends EventTarget {
  static all: FakeEvents[] = [];
  isClosed = false;
  constructor(readonly url: string) {
    super();
    FakeEvents.all.push(this);
  }
  close() {
    this.isClosed = true;
  }
  tell(type: string, batch: Batch) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(batch) }));
  }
}

beforeEach(() => {
  FakeEvents.all = [];
  vi.stubGlobal('EventSource', FakeEvents);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const row = {
  index: 0,
  email: 'ann@x.example',
  seats: 3,
  status: 'rejected',
  upstreamCode: 'UNKNOWN_DOMAIN',
  message: 'RemotePC refused this row.',
  attempts: 1,
  updatedAt: '2026-11-22T10:00:30.000Z',
};

const cause = { id: 'c0ffee', status: 'rejected', message: 'Why it was refused.', rows: 2 };
const seen = {
  ...{ kind: 'batch', of: 'bat_one', until: null, at: '2026-11-22T11:00:00.000Z' },
  by: { id: 'stf_lea', name: 'Lea Lead' },
};

type Shown = {
  canWrite?: boolean;
  /** The response to a retry. */
  retry?: unknown;
  /** The response to an undo. */
  edit?: unknown;
};

const editable = { isEditable: true };

function show(
  batch: Batch,
  { canWrite = true, retry = { id: 'bat_child' }, edit = editable }: Shown = {},
) {
  let mark: typeof seen | null = null;
  const calls = stubApi(({ path, method }) => {
    if (method === 'POST' && path.endsWith('/retry')) return retry;
    if (method === 'POST' && path.endsWith('/cancel')) return { cancelled: 10 };
    if (method === 'POST' && path.endsWith('/edit')) return edit;
    if (path.includes('/rows')) return { items: [row], total: 1 };
    if (path.endsWith('/causes')) return { items: [cause] };
    if (path.endsWith('/acknowledgement')) return { acknowledgement: mark };
    if (path === '/api/acknowledgements') {
      mark = method === 'PUT' ? seen : null;
      return new Response(null, { status: 204 });
    }
    return batch;
  });
  const { client } = renderPage(
    <BatchView id="bat_one" canWrite={canWrite} canAcknowledge={canWrite} />,
  );
  return { calls, client, user: userEvent.setup() };
}

const running = aBatch({
  status: 'running',
  finishedAt: null,
  counts: counts({ pending: 8, invited: 2 }),
});

it('updates with the server’s events and stops listening when the batch finishes', async () => {
  show(running);
  await screen.findByText('2 of 10 processed');
  const [events] = FakeEvents.all;
  expect(events?.url).toBe('/api/batches/bat_one/events');
  act(() => events?.tell('progress', { ...running, counts: counts({ pending: 1, invited: 9 }) }));
  expect(await screen.findByText('9 of 10 processed')).toBeTruthy();
  act(() => events?.tell('done', aBatch()));
  expect((await screen.findAllByText('Finished: 10 invited')).length).toBeGreaterThan(0);
  expect(events?.isClosed).toBe(true);
  expect(screen.queryByRole('button', { name: 'Stop sending' })).toBeNull();
});

it('polls until an event arrives', async () => {
  const { calls } = show(running);
  await screen.findByText('2 of 10 processed');
  const reads = () => calls.filter(({ path }) => path === '/api/batches/bat_one').length;
  await waitFor(() => expect(reads()).toBeGreaterThan(1), { timeout: 8_000 });
});

const held = aBatch({
  status: 'held',
  finishedAt: null,
  holdUntil: '2026-11-22T10:00:20.000Z',
  counts: counts({ pending: 10 }),
});
const undone = aBatch({ status: 'cancelled', counts: counts({ cancelled: 10 }) });
const posts = (calls: { method: string; path: string; body: unknown }[]) =>
  calls.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);

it('is undone with one click during the hold, which opens the list again', async () => {
  const { calls, user } = show(held);
  await screen.findByText('0 of 10 processed');
  expect(screen.queryByRole('button', { name: 'Stop sending' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/new?account=rpc_sandbox'));
  expect(posts(calls)).toEqual([['/api/batches/bat_one/edit', undefined]]);
});

it('stays on the page after an undo if there is another draft', async () => {
  const { user } = show(held, { edit: { isEditable: false } });
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy());
  expect(push).not.toHaveBeenCalled();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('offers editing but no retry after an undo', async () => {
  const { user } = show(undone);
  await screen.findByText('0 of 10 processed');
  expect(screen.queryByRole('button', { name: /Retry/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/new?account=rpc_sandbox'));
});

it('asks before an edit replaces another draft', async () => {
  const { calls, user } = show(undone, { edit: { isEditable: false } });
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  await screen.findByRole('dialog', { name: 'Replace your current draft?' });
  await user.click(screen.getByRole('button', { name: 'Replace draft' }));
  await waitFor(() => expect(push).toHaveBeenCalledTimes(1));
  expect(posts(calls).at(-1)).toEqual(['/api/batches/bat_one/edit', { replace: true }]);
});

const troubled = aBatch({ counts: counts({ invited: 4, rejected: 4, unconfirmed: 2 }) });

it('offers to retry unsuccessful invitations and opens the new batch', async () => {
  const { user, calls } = show(troubled);
  await user.click(await screen.findByRole('button', { name: 'Retry 6 invitations' }));
  expect(await screen.findByText(/2 are unconfirmed and may have been invited/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Retry' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_child'));
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ holdSeconds: 20 });
});

it('shows in the dialog why a retry was rejected, and sends nothing', async () => {
  const detail =
    'An invitation can have at most 3 seats. One row asks for more: ann@x.example (9).';
  const { user } = show(troubled, { retry: aProblem(400, 'invalid_request', { detail }) });
  await user.click(await screen.findByRole('button', { name: 'Retry 6 invitations' }));
  await user.click(await screen.findByRole('button', { name: 'Retry' }));
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(screen.getByText('Nothing was sent')).toBeTruthy();
  expect(push).not.toHaveBeenCalled();
});

it('links to each batch if there was more than one retry', async () => {
  show({ ...troubled, childIds: ['bat_child', 'bat_later'] });
  const link = await screen.findByRole('link', { name: 'batch 2' });
  expect(link.getAttribute('href')).toBe('/invitations/bat_later');
});

it('links to the retry instead of offering a second one', async () => {
  show({ ...troubled, childIds: ['bat_child'] });
  const link = await screen.findByRole('link', { name: 'another batch' });
  expect(link.getAttribute('href')).toBe('/invitations/bat_child');
  expect(screen.queryByRole('button', { name: /^Retry/ })).toBeNull();
});

it('shows each result with RemotePC’s response, and downloads the files once admitted', async () => {
  const { calls, user } = show(troubled);
  expect(await screen.findByText('UNKNOWN_DOMAIN')).toBeTruthy();
  expect(screen.getByText('RemotePC refused this row.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Rejected 4' })).toBeTruthy();
  const saved: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click');
  click.mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(new URL(this.href).pathname + new URL(this.href).search);
  });
  await user.click(screen.getByRole('button', { name: 'Download results' }));
  await user.click(screen.getByRole('button', { name: 'Download problems' }));
  await waitFor(() =>
    expect(saved).toEqual([
      '/api/batches/bat_one/results?format=csv',
      '/api/batches/bat_one/results?format=csv&only=problems',
    ]),
  );
  click.mockRestore();
  expect(calls.filter(({ path }) => path === '/api/admission?to=exports')).toHaveLength(2);
});

it('offers no actions without the permission', async () => {
  show(aBatch({ ...running, status: 'paused', pausedReason: 'The key was refused.' }), {
    canWrite: false,
  });
  await screen.findByText('Paused: The key was refused.', { selector: 'section p *' });
  for (const name of ['Resume', 'Stop sending', /^Retry/]) {
    expect(screen.queryByRole('button', { name })).toBeNull();
  }
});

it('shows that a batch doesn’t exist', async () => {
  stubApi(() => aProblem(404, 'not_found', { detail: 'There is no such batch.' }));
  renderPage(<BatchView id="bat_nope" canWrite canAcknowledge />);
  expect((await screen.findByRole('alert')).textContent).toContain('There is no such batch.');
  expect(screen.getByRole('link', { name: 'All invitations' })).toBeTruthy();
});

it('keeps nothing it has shown while it watches', async () => {
  const { client } = show(running);
  await screen.findByText('2 of 10 processed');
  const [events] = FakeEvents.all;
  const held = () =>
    JSON.stringify(
      client
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    );
  const tell = (invited: number) =>
    act(() =>
      events?.tell('progress', {
        ...running,
        counts: counts({ pending: 1_000 - invited, invited }),
      }),
    );
  tell(100);
  await screen.findByText('100 of 10 processed');
  const { length } = held();
  for (let invited = 101; invited < 600; invited += 1) tell(invited);
  await screen.findByText('599 of 10 processed');
  expect(held()).toHaveLength(length);
  expect(FakeEvents.all).toHaveLength(1);
});

it('marks its problems as seen, shows who did, and brings them back', async () => {
  const { calls, user } = show(aBatch({ counts: counts({ invited: 8, rejected: 2 }) }));
  const button = await screen.findByRole('button', { name: 'Mark as seen' });
  await user.click(button);
  expect(await screen.findByText(/^Seen by Lea Lead, 22 Nov 2026/)).toBeTruthy();
  const put = calls.find(({ method }) => method === 'PUT');
  expect(put?.body).toEqual({ kind: 'batch', of: 'bat_one', count: 2 });
  // The same button, so the focus is still on it.
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Bring back' }));
  await user.click(screen.getByRole('button', { name: 'Bring back' }));
  expect(await screen.findByRole('button', { name: 'Mark as seen' })).toBeTruthy();
});

it('shows those who may not mark problems only who has seen them', async () => {
  show(aBatch({ counts: counts({ invited: 8, rejected: 2 }) }), { canWrite: false });
  await screen.findByRole('heading', { name: 'Needs attention' });
  expect(screen.queryByRole('button', { name: 'Mark as seen' })).toBeNull();
});
