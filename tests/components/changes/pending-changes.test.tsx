import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { PastChanges, PendingChanges } from '@/components/changes/changes-panels';
import type { PendingChange } from '@/lib/contract/changes';
import { atMoment, heldAnswer, refused, show, standIn, toasts } from '../support';
import { aChange, changesPage } from './support';

const CHANGES = 'GET /api/approvals/changes';
const named = { id: 'stf_1', email: 'ann@desk.example', name: 'Ann Ames' };

beforeEach(() => atMoment('2026-11-30T12:00:00.000Z'));

async function showPending(...pending: PendingChange[]) {
  standIn({ [CHANGES]: changesPage(pending) });
  const shown = show(<PendingChanges />);
  await screen.findByRole('heading', { name: 'Changes to settings' });
  return shown;
}

it('says who asked for what, with each difference and until when it can be decided', async () => {
  await showPending(aChange());
  const [line] = screen.getAllByRole('listitem');
  expect(line?.textContent).toContain('ann@desk.example asked to change the policy of North');
  expect(line?.textContent).toContain('Sign-ins per person per hour10→ becomes 20');
  expect(line?.textContent).toContain('Requested 2 h ago · expires in 22 h');
});

it('shows the address beneath a name that people choose themselves', async () => {
  await showPending(aChange({ askedBy: named }));
  const [line] = screen.getAllByRole('listitem');
  expect(line?.textContent).toContain('Ann Ames asked to change the policy of North');
  expect(line?.textContent).toContain('ann@desk.example · Requested');
  expect(
    screen.getByRole('button', {
      name: 'Approve the change of North by Ann Ames (ann@desk.example)',
    }),
  ).toBeTruthy();
});

it('offers nothing to decide to the person who asked: only to withdraw it', async () => {
  await showPending(aChange({ isMine: true, mayDecide: false, askedBy: named }));
  const [line] = screen.getAllByRole('listitem');
  expect(line?.textContent).toMatch(/^You asked to change the policy of North/);
  expect(line?.textContent).not.toContain('ann@desk.example');
  expect(screen.getByText('Someone else has to decide')).toBeTruthy();
  expect(screen.getAllByRole('button')).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Withdraw your change of North' })).toBeTruthy();
});

it('offers nothing at all to others who may not decide', async () => {
  await showPending(aChange({ mayDecide: false }));
  expect(screen.getByText('Someone else has to decide')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

it('can’t be decided again while it is being applied', async () => {
  await showPending(aChange({ state: 'running' }));
  expect(screen.getByText('Applying')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

it('lists what is added and removed, and no table if there is nothing to compare', async () => {
  await showPending(
    aChange({ changes: [{ field: 'reasons', before: ['Printer'], after: ['Update'] }] }),
    aChange({ id: 'chg_2', kind: 'account_delete', changes: [] }),
  );
  expect(screen.getByText('Added:').closest('li')?.textContent).toBe('Added: Update');
  expect(screen.getByText('Removed:').closest('li')?.textContent).toBe('Removed: Printer');
  expect(document.querySelectorAll('dl')).toHaveLength(1);
});

it('shows no panel where no one ever needed a second person', async () => {
  const { read } = standIn({ [CHANGES]: changesPage([]) });
  const { container } = show(
    <>
      <PendingChanges />
      <PastChanges />
    </>,
  );
  await waitFor(() => expect(read).toEqual(['/api/approvals/changes']));
  expect(container.textContent).toBe('');
});

it('says that nothing is pending if there were only past ones', async () => {
  standIn({ [CHANGES]: changesPage([], [aChange({ state: 'done', mayDecide: false })]) });
  show(<PendingChanges />);
  expect(await screen.findByText('No pending changes')).toBeTruthy();
});

it('approves with a note without blanks around it, says so, and closes', async () => {
  const { sent } = standIn({
    [CHANGES]: changesPage([aChange()]),
    'POST /api/approvals/chg_1/decide': () => Response.json(aChange({ state: 'done' })),
  });
  const { user } = show(<PendingChanges />);
  await user.click(await screen.findByRole('button', { name: /^Approve the change/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Approve this change?' });
  expect(dialog.textContent).toContain(
    'ann@desk.example asked to change the policy of North. It takes effect at once.',
  );
  expect(dialog.textContent).toContain('10→ becomes 20');
  await user.click(within(dialog).getByLabelText(/^Note/));
  await user.paste('  as discussed  ');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toEqual([
    ['POST /api/approvals/chg_1/decide', { approve: true, note: 'as discussed' }],
  ]);
  expect(toasts()).toEqual(['Approved and applied: North']);
});

it('declines without a note, and doesn’t say that it takes effect', async () => {
  const { sent } = standIn({
    [CHANGES]: changesPage([aChange()]),
    'POST /api/approvals/chg_1/decide': () => Response.json(aChange({ state: 'declined' })),
  });
  const { user } = show(<PendingChanges />);
  await user.click(await screen.findByRole('button', { name: /^Decline the change/ }));
  const dialog = await screen.findByRole('dialog', { name: 'Decline this change?' });
  expect(dialog.textContent).not.toContain('It takes effect');
  await user.click(within(dialog).getByRole('button', { name: 'Decline' }));
  await waitFor(() => expect(toasts()).toEqual(['Declined: North']));
  expect(sent).toEqual([['POST /api/approvals/chg_1/decide', { approve: false }]]);
});

it('names the team policy in the dialog as it does in the list', async () => {
  await showPending(
    aChange({ kind: 'staff_policy', setting: 'staff-policy', targetName: 'Team policy' }),
  );
  const sentence = 'ann@desk.example asked to change the team policy';
  expect(screen.getByRole('listitem').textContent).toContain(sentence);
  await userEvent.click(screen.getByRole('button', { name: /^Decline the change/ }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain(`${sentence}.`);
});

it('decides once, however often it is clicked', async () => {
  const held = heldAnswer();
  const { sent } = standIn({
    [CHANGES]: changesPage([aChange()]),
    'POST /api/approvals/chg_1/decide': held.answer,
  });
  const { user } = show(<PendingChanges />);
  await user.click(await screen.findByRole('button', { name: /^Approve the change/ }));
  const approve = await screen.findByRole('button', { name: 'Approve' });
  await user.dblClick(approve);
  await user.click(approve);
  await user.type(screen.getByLabelText(/^Note/), '{Enter}');
  expect(approve.getAttribute('aria-busy')).toBe('true');
  held.release(Response.json(aChange({ state: 'done' })));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toHaveLength(1);
});

it('shows what is wrong with a note at the note, without a summary', async () => {
  standIn({
    [CHANGES]: changesPage([aChange()]),
    'POST /api/approvals/chg_1/decide': () =>
      refused(400, 'invalid_request', 'Check the note.', {
        errors: [{ path: 'note', code: 'too_long', message: 'Use one line.' }],
      }),
  });
  const { user } = show(<PendingChanges />);
  await user.click(await screen.findByRole('button', { name: /^Decline the change/ }));
  await user.click(await screen.findByLabelText(/^Note/));
  await user.paste('why');
  await user.keyboard('{Enter}');
  expect(await screen.findByText('Use one line.')).toBeTruthy();
  const note = screen.getByLabelText<HTMLInputElement>(/^Note/);
  expect(note.getAttribute('aria-invalid')).toBe('true');
  expect(note.value).toBe('why');
  expect(screen.queryByText('Your decision wasn’t saved')).toBeNull();
});

it('withdraws the person’s own change once, and says so', async () => {
  const mine = aChange({ isMine: true, mayDecide: false });
  let pending = [mine];
  const { sent } = standIn({
    [CHANGES]: () => changesPage(pending, [aChange({ id: 'chg_0', state: 'expired' })])(),
    'POST /api/approvals/chg_1/withdraw': () => {
      pending = [];
      return Response.json({ ...mine, state: 'withdrawn' });
    },
  });
  const { user } = show(<PendingChanges />);
  await user.dblClick(await screen.findByRole('button', { name: /^Withdraw/ }));
  expect(await screen.findByText('No pending changes')).toBeTruthy();
  expect(sent).toEqual([['POST /api/approvals/chg_1/withdraw', undefined]]);
  expect(toasts()).toEqual(['Change withdrawn']);
});

it.each([
  [409, 'conflict', 'Outcome unknown: the change may have been saved: It was decided already.'],
  [403, 'forbidden', 'Nothing was changed: It was decided already.'],
])('says why it couldn’t be withdrawn: %i %s', async (status, code, message) => {
  standIn({
    [CHANGES]: changesPage([aChange({ isMine: true, mayDecide: false })]),
    'POST /api/approvals/chg_1/withdraw': () => refused(status, code, 'It was decided already.'),
  });
  const { user } = show(<PendingChanges />);
  await user.click(await screen.findByRole('button', { name: /^Withdraw/ }));
  await waitFor(() => expect(toasts()).toEqual([message]));
  expect(screen.getByRole('button', { name: /^Withdraw/ })).toBeTruthy();
});

it('lists what became of past changes, by whom and why', async () => {
  const decidedBy = { id: 'stf_2', email: 'boss@desk.example', name: 'Bo Ross' };
  const past = { mayDecide: false, decidedBy };
  standIn({
    [CHANGES]: changesPage(
      [],
      [
        aChange({ ...past, state: 'declined', note: 'Ask North first' }),
        aChange({ ...past, id: 'chg_2', state: 'unconfirmed', kind: 'account_rotate' }),
        aChange({ ...past, id: 'chg_3', state: 'expired', decidedBy: null, isMine: true }),
      ],
    ),
  });
  show(<PastChanges />);
  await screen.findByRole('heading', { name: 'Past changes to settings' });
  const lines = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(lines[0]).toMatch(/^Declined/);
  expect(lines[0]).toContain('Requested 2 h ago · decided by Bo Ross · “Ask North first”');
  expect(lines[1]).toMatch(/^Outcome unknown/);
  expect(lines[1]).toContain('asked to replace the access key of North');
  expect(lines[2]).toMatch(/^ExpiredYou asked/);
  expect(lines[2]).not.toContain('decided by');
  expect(screen.queryByRole('button')).toBeNull();
});
