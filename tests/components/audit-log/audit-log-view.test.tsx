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
      <AuditLogView canExport={false} />
    </WithAccounts>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'South' }));
  await waitFor(() => expect(calls.at(-1)?.path).toContain('account=rpc_south'));
  await userEvent.click(screen.getByRole('button', { name: /^Added/ }));
  const panel = await screen.findByRole('dialog');
  expect(panel.textContent).toContain('AccountSouth');
});
