import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { DecideChangeDialog } from '@/components/changes/decide-change-dialog';
import type { PendingChange } from '@/lib/contract/changes';

const change: PendingChange = {
  ...{ id: 'chg_1', kind: 'account_rotate', setting: 'account:rit_1', accountId: 'rit_1' },
  ...{ targetName: 'Mine', state: 'pending', note: null, isMine: false, mayDecide: true },
  changes: [{ field: 'keyVersion', before: 1, after: 2 }],
  askedBy: { id: 'stf_1', email: 'ann@desk.example' },
  ...{ askedAt: '2026-11-30T01:00:00.000Z', expiresAt: '2026-12-01T01:00:00.000Z' },
  ...{ decidedBy: null, decidedAt: null },
};

const problem = (code: string, status: number, detail: string) =>
  Response.json(
    { type: `urn:x:${code}`, title: code, status, code, detail, requestId: 'req-7' },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

it.each([
  [409, 'conflict', 'This can no longer be decided'],
  [403, 'forbidden', 'Your decision wasn’t saved'],
  [503, 'outcome_unknown', 'Outcome unknown: your decision may have been saved'],
])(
  'an error of %i is announced with its request id, and the note stays',
  async (status, code, title) => {
    vi.stubGlobal('fetch', async () => problem(code, status, 'This is out of date.'));
    render(
      <QueryClientProvider client={new QueryClient()}>
        <DecideChangeDialog change={change} approve onClose={() => {}} />
      </QueryClientProvider>,
    );
    await userEvent.type(await screen.findByLabelText(/^Note/), 'checked with Ann');
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    const summary = await screen.findByRole('alert');
    expect(summary.textContent).toBe(`${title}This is out of date.Request ID req-7`);
    expect(document.activeElement).toBe(summary);
    expect(screen.getByLabelText<HTMLInputElement>(/^Note/).value).toBe('checked with Ann');
  },
);
