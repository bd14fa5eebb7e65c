import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import '@/components/audit-log/event-panel';
import { AuditLogView } from '@/components/audit-log/audit-log-view';
import type { AuditEvent } from '@/lib/contract/audit';
import { WithAccounts } from '@/tests/components/account-choice/support';
import { renderAt, stubApi } from '@/tests/components/users/support';

beforeAll(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const event: AuditEvent = {
  id: 'evt_1',
  at: '2026-11-29T10:00:00.000Z',
  actor: { id: 'stf_1', email: 'ann@desk.example' },
  action: 'user.added',
  target: 'bo@x.example',
  outcome: 'success',
  requestId: 'req-1',
  ip: null,
  accountId: 'rpc_south',
  sequence: 7,
  hash: 'ab'.repeat(32),
  details: {},
};

it('is filtered by the account it concerns, and names it in an event', async () => {
  const calls = stubApi(() => ({ items: [event], nextCursor: null }));
  renderAt(
    '',
    <WithAccounts>
      <AuditLogView canExport={false} seesAll={false} />
    </WithAccounts>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'South' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('account=rpc_south'));
  await userEvent.click(screen.getByRole('button', { name: /^Added/ }));
  const panel = await screen.findByRole('dialog');
  expect(panel.textContent).toContain('AccountSouth');
});

const head = { sequence: 1_234, hash: 'ab'.repeat(32), at: '2026-11-29T10:00:00.000Z' };

/** The page of someone who sees all accounts. */
function renderProof(canExport: boolean, verification: unknown = {}) {
  stubApi(({ path }) => {
    if (path.includes('/verify')) return verification;
    if (path.includes('/proof')) {
      const checkpoint = { sequence: 1_000, at: '2026-11-29T09:00:00.000Z' };
      return { head, unsealed: 2, checkpoint };
    }
    return { items: [event], nextCursor: null };
  });
  renderAt('', <AuditLogView canExport={canExport} seesAll />);
  return screen.findByText(/^Sealed up to event 1,234/);
}

it('shows how far the log is sealed, and lets only those verify it who may export', async () => {
  const line = await renderProof(false);
  expect(line.textContent).toMatch(
    /^Sealed up to event 1,234, .*, 2 events to go · Last checkpoint: event 1,000, /,
  );
  expect(screen.queryByRole('button', { name: 'Verify' })).toBeNull();
});

it('says that the log is intact', async () => {
  await renderProof(true, { ok: true, checked: 1_236, head });
  await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
  const verdict = await screen.findByRole('status');
  expect(verdict.textContent).toContain('The audit log is intact');
  expect(verdict.textContent).toContain('1,236 events are as sealed, and the checkpoints agree.');
});

it('names the first event that isn’t as it was, and opens it', async () => {
  const reason = 'event_changed: The event isn’t as it was when it was sealed.';
  const firstBad = { sequence: 7, id: 'evt_1', reason };
  await renderProof(true, { ok: false, checked: 6, head, firstBad });
  await userEvent.click(screen.getByRole('button', { name: 'Verify' }));
  const verdict = await screen.findByRole('alert');
  expect(verdict.textContent).toContain('The audit log was changed at event 7');
  expect(verdict.textContent).toContain(
    'The event isn’t as it was when it was sealed. The 6 events before it are as sealed.',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Open event' }));
  expect((await screen.findByRole('dialog')).textContent).toContain('Request IDreq-1');
});
