import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BatchView } from '@/components/invitations/batch-view';
import type { Batch } from '@/lib/contract/invitations';
import { aBatch, aProblem, counts, renderPage, stubApi } from './support';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

/** The browser's side of a stream of events, moved by the test. */
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
  push.mockReset();
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

type Shown = {
  canWrite?: boolean;
  /** What a retry is answered. */
  retry?: unknown;
  /** What an undo is answered. */
  edit?: unknown;
};

const editable = { isEditable: true };

function show(
  batch: Batch,
  { canWrite = true, retry = { id: 'bat_child' }, edit = editable }: Shown = {},
) {
  const calls = stubApi(({ path, method }) => {
    if (method === 'POST' && path.endsWith('/retry')) return retry;
    if (method === 'POST' && path.endsWith('/cancel')) return { cancelled: 10 };
    if (method === 'POST' && path.endsWith('/edit')) return edit;
    if (path.includes('/rows')) return { items: [row], total: 1 };
    return batch;
  });
  const { client } = renderPage(<BatchView id="bat_one" canWrite={canWrite} />);
  return { calls, client, user: userEvent.setup() };
}

const running = aBatch({
  status: 'running',
  finishedAt: null,
  counts: counts({ pending: 8, invited: 2 }),
});

it('moves with the events of the server, and stops listening at the end', async () => {
  show(running);
  await screen.findByText('2 of 10 sent');
  const [events] = FakeEvents.all;
  expect(events?.url).toBe('/api/batches/bat_one/events');
  act(() => events?.tell('progress', { ...running, counts: counts({ pending: 1, invited: 9 }) }));
  expect(await screen.findByText('9 of 10 sent')).toBeTruthy();
  act(() => events?.tell('done', aBatch()));
  expect((await screen.findAllByText('Finished: 10 invited')).length).toBeGreaterThan(0);
  expect(events?.isClosed).toBe(true);
  expect(screen.queryByRole('button', { name: 'Stop the rest' })).toBeNull();
});

it('asks again and again as long as no event comes', async () => {
  const { calls } = show(running);
  await screen.findByText('2 of 10 sent');
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

it('is undone with one press within the hold, which leads back to the list', async () => {
  const { calls, user } = show(held);
  await screen.findByText('0 of 10 sent');
  expect(screen.queryByRole('button', { name: 'Stop the rest' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/new?account=rpc_sandbox'));
  expect(posts(calls)).toEqual([['/api/batches/bat_one/edit', undefined]]);
});

it('stays where it is after an undo while another list is being prepared', async () => {
  const { user } = show(held, { edit: { isEditable: false } });
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy());
  expect(push).not.toHaveBeenCalled();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('offers editing and not sending again once it was undone', async () => {
  const { user } = show(undone);
  await screen.findByText('0 of 10 sent');
  expect(screen.queryByRole('button', { name: /Retry/ })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/new?account=rpc_sandbox'));
});

it('asks before an edit takes the place of another list', async () => {
  const { calls, user } = show(undone, { edit: { isEditable: false } });
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  await screen.findByRole('dialog', { name: 'Replace the list you are preparing?' });
  await user.click(screen.getByRole('button', { name: 'Replace it' }));
  await waitFor(() => expect(push).toHaveBeenCalledTimes(1));
  expect(posts(calls).at(-1)).toEqual(['/api/batches/bat_one/edit', { replace: true }]);
});

const troubled = aBatch({ counts: counts({ invited: 4, rejected: 4, unconfirmed: 2 }) });

it('offers to retry what did not go through, and leads to the new batch', async () => {
  const { user, calls } = show(troubled);
  await user.click(
    await screen.findByRole('button', { name: 'Retry the 6 that didn’t go through' }),
  );
  expect(await screen.findByText(/2 are unconfirmed and may have been invited/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Invite 6 again' }));
  await waitFor(() => expect(push).toHaveBeenCalledWith('/invitations/bat_child'));
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ holdSeconds: 20 });
});

it('says in the dialog why a retry was refused, and sends nothing', async () => {
  const detail =
    'An invitation may ask for 3 seats at most. One row asks for more: ann@x.example (9).';
  const { user } = show(troubled, { retry: aProblem(400, 'invalid_request', { detail }) });
  await user.click(
    await screen.findByRole('button', { name: 'Retry the 6 that didn’t go through' }),
  );
  await user.click(await screen.findByRole('button', { name: 'Invite 6 again' }));
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(screen.getByText('Nothing was sent')).toBeTruthy();
  expect(push).not.toHaveBeenCalled();
});

it('leads to each batch where the rest was tried more than once', async () => {
  show({ ...troubled, childIds: ['bat_child', 'bat_later'] });
  const link = await screen.findByRole('link', { name: 'batch 2' });
  expect(link.getAttribute('href')).toBe('/invitations/bat_later');
});

it('leads to the batch that took up the rest instead of retrying twice', async () => {
  show({ ...troubled, childIds: ['bat_child'] });
  const link = await screen.findByRole('link', { name: 'tried again in a batch of its own' });
  expect(link.getAttribute('href')).toBe('/invitations/bat_child');
  expect(screen.queryByRole('button', { name: /^Retry/ })).toBeNull();
});

it('shows each row’s end with RemotePC’s own word, and has the browser save the files, once it may', async () => {
  const { calls, user } = show(troubled);
  expect(await screen.findByText('UNKNOWN_DOMAIN')).toBeTruthy();
  expect(screen.getByText('RemotePC refused this row.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Refused 4' })).toBeTruthy();
  const saved: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click');
  click.mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(new URL(this.href).pathname + new URL(this.href).search);
  });
  await user.click(screen.getByRole('button', { name: 'Download all' }));
  await user.click(screen.getByRole('button', { name: 'Only problems' }));
  await waitFor(() =>
    expect(saved).toEqual([
      '/api/batches/bat_one/results?format=csv',
      '/api/batches/bat_one/results?format=csv&only=problems',
    ]),
  );
  click.mockRestore();
  expect(calls.filter(({ path }) => path === '/api/admission?to=exports')).toHaveLength(2);
});

it('shows those who may only look no way to act', async () => {
  show(aBatch({ ...running, status: 'paused', pausedReason: 'The key was refused.' }), {
    canWrite: false,
  });
  await screen.findByText('Paused: The key was refused.', { selector: 'section p *' });
  for (const name of ['Resume', 'Stop the rest', /^Retry/]) {
    expect(screen.queryByRole('button', { name })).toBeNull();
  }
});

it('says so where there is no such batch', async () => {
  stubApi(() => aProblem(404, 'not_found', { detail: 'There is no such batch.' }));
  renderPage(<BatchView id="bat_nope" canWrite />);
  expect((await screen.findByRole('alert')).textContent).toContain('There is no such batch.');
  expect(screen.getByRole('link', { name: 'All invitations' })).toBeTruthy();
});

it('keeps nothing of what it has shown while it watches', async () => {
  const { client } = show(running);
  await screen.findByText('2 of 10 sent');
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
  await screen.findByText('100 of 10 sent');
  const { length } = held();
  for (let invited = 101; invited < 600; invited += 1) tell(invited);
  await screen.findByText('599 of 10 sent');
  expect(held()).toHaveLength(length);
  expect(FakeEvents.all).toHaveLength(1);
});
