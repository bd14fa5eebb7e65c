import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SettingsFrame } from '@/components/settings/settings-frame';
import { StaffPolicyPanels } from '@/components/settings/staff-policy-panel';
import { LeaveGate } from '@/components/shell/leave-gate';
import '@/components/ui/confirm-dialog';
import { unsavedStore } from '@/components/ui/unsaved';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import { push } from '@/tests/support/navigation';
import { easyPolicy } from '@/tests/support/staff-policy';
import { heldAnswer, refused, show, standIn, toasts } from '../support';

const PATCH = 'PATCH /api/staff-policy';
const given: StaffPolicy = { ...easyPolicy, exportsPerHour: 100 };

beforeEach(() => history.replaceState(null, '', '/settings/security'));
afterEach(() => unsavedStore.stay());

type Open = { answers?: Parameters<typeof standIn>[0]; policy?: StaffPolicy; may?: string[] };

async function open({
  answers,
  policy = given,
  may = ['accounts.write', 'settings.read'],
}: Open = {}) {
  const { sent } = standIn({
    'GET /api/staff-policy': () => Response.json(policy),
    'GET /api/roles': () => Response.json({ items: [] }),
    'GET /api/approvals': () => Response.json({ items: [], total: 0 }),
    [PATCH]: (body) => Response.json({ ...policy, ...(body as object) }),
    ...answers,
  });
  const { user } = show(
    <>
      <SettingsFrame href="/settings/security" permissions={may}>
        <StaffPolicyPanels />
      </SettingsFrame>
      <LeaveGate />
    </>,
  );
  const limit = await screen.findByLabelText(/^Exports per person per hour/);
  const type = (label: RegExp, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  return {
    ...{ sent, user, limit, type },
    press: (name: string) => user.click(screen.getByRole('button', { name })),
  };
}

const bar = () => screen.queryByText('Unsaved changes');
const question = () => screen.findByRole('dialog', { name: 'Leave without saving?' });

it('lists the sections that the person may open, and marks this one', async () => {
  await open({ may: ['accounts.write'] });
  const links = screen.getAllByRole('link');
  expect(links.map(({ textContent }) => textContent)).toEqual([
    ...['Accounts', 'Sign-in policy', 'Invitations', 'Security'],
  ]);
  expect(links.map((link) => link.getAttribute('aria-current'))).toEqual([
    ...[null, null, null, 'page'],
  ]);
  const options = screen.getAllByRole('option').map(({ textContent }) => textContent);
  expect(options).toEqual(['Accounts', 'Sign-in policy', 'Invitations', 'Security']);
});

it('goes to another section at once while nothing is changed', async () => {
  const { user } = await open();
  await user.selectOptions(screen.getByLabelText('Section'), 'Vault');
  expect(push).toHaveBeenCalledWith('/settings/vault');
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('asks before another section from the menu loses a change, and stays on Cancel', async () => {
  const { user, type, limit, press } = await open();
  type(/^Exports per person/, '7');
  await user.selectOptions(screen.getByLabelText('Section'), 'Vault');
  await question();
  await press('Cancel');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(location.pathname).toBe('/settings/security');
  expect(screen.getByLabelText('Section')).toHaveProperty('value', '/settings/security');
  expect(limit).toHaveProperty('value', '7');
  expect(bar()).toBeTruthy();
});

it('asks before a link to another section, and goes there once the change is given up', async () => {
  const { type, press, sent } = await open();
  type(/^Exports per person/, '7');
  fireEvent.click(screen.getByRole('link', { name: 'Vault' }));
  await question();
  await press('Discard changes');
  await waitFor(() => expect(location.pathname).toBe('/settings/vault'));
  expect(sent).toEqual([]);
});

it('asks nothing any more once the change is saved', async () => {
  const { user, type, press, sent } = await open();
  type(/^Exports per person/, '7');
  await press('Save team policy');
  await waitFor(() => expect(bar()).toBeNull());
  expect(toasts()).toEqual(['Team policy saved']);
  expect(sent).toEqual([[PATCH, { exportsPerHour: 7 }]]);
  await user.selectOptions(screen.getByLabelText('Section'), 'Vault');
  expect(screen.queryByRole('dialog')).toBeNull();
  await waitFor(() => expect(location.pathname).toBe('/settings/vault'));
});

it('has no bar any more once the old value is typed again', async () => {
  const { type } = await open();
  type(/^Exports per person/, '7');
  expect(bar()).toBeTruthy();
  type(/^Exports per person/, ' 100 ');
  expect(bar()).toBeNull();
  expect(unsavedStore.hasChanges()).toBe(false);
});

it('can’t be discarded while it is being saved, and saves once', async () => {
  const { answer, release } = heldAnswer();
  const { type, press, sent } = await open({ answers: { [PATCH]: answer } });
  type(/^Exports per person/, '7');
  await press('Save team policy');
  expect(screen.getByRole('button', { name: 'Discard' })).toHaveProperty('disabled', true);
  fireEvent.submit(screen.getByLabelText(/^Exports per person/));
  release(Response.json({ ...given, exportsPerHour: 7 }));
  await waitFor(() => expect(bar()).toBeNull());
  expect(sent).toHaveLength(1);
});

it.each([
  [422, 'invalid_request', 'Couldn’t save the policy'],
  [503, 'outcome_unknown', 'Outcome unknown: the policy may have been saved'],
])('says in the bar what is known if saving fails with %i', async (status, code, title) => {
  const { type, limit, press } = await open({
    answers: { [PATCH]: () => refused(status, code, 'It failed here.') },
  });
  type(/^Exports per person/, '7');
  await press('Save team policy');
  expect((await screen.findByRole('alert')).textContent).toBe(`${title}It failed here.`);
  expect(limit).toHaveProperty('value', '7');
  await press('Discard');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(limit).toHaveProperty('value', '100');
  expect(document.activeElement?.tagName).toBe('FORM');
});

it('shows what the server says of a field at that field', async () => {
  const { type, limit, press } = await open({
    answers: {
      [PATCH]: () =>
        refused(422, 'invalid_request', 'Invalid', {
          errors: [{ path: 'exportsPerHour', code: 'x', message: 'At most 50 here.' }],
        }),
    },
  });
  type(/^Exports per person/, '70');
  await press('Save team policy');
  expect(await screen.findByText('At most 50 here.')).toBeTruthy();
  expect(limit.getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByText('Couldn’t save the policy')).toBeNull();
});

it('waits for a second person without a change left on the page', async () => {
  const { type, limit, press } = await open({
    answers: { [PATCH]: () => Response.json({ approvalId: 'apr_1' }, { status: 202 }) },
  });
  type(/^Exports per person/, '7');
  await press('Save team policy');
  await waitFor(() => expect(bar()).toBeNull());
  expect(limit).toHaveProperty('value', '100');
  expect(toasts()).toEqual([
    'Waiting for a second person: Someone else has to approve this under Approvals. Nothing has changed yet.',
  ]);
});

it('isn’t held up by a field that is no longer shown', async () => {
  const { type, user, press, sent } = await open();
  const second = () => user.click(screen.getByLabelText(/^Require a second person/));
  await second();
  type(/^Hours until a change expires/, 'soon');
  await press('Save team policy');
  expect(screen.getByText('Enter a whole number from 1 to 168, or leave it empty.')).toBeTruthy();
  await second();
  expect(bar()).toBeNull();
  type(/^Exports per person/, '7');
  await press('Save team policy');
  await waitFor(() => expect(sent).toEqual([[PATCH, { exportsPerHour: 7 }]]));
});

it('says why the policy couldn’t be loaded, and loads it on another try', async () => {
  let isDown = true;
  standIn({
    'GET /api/staff-policy': () =>
      isDown ? refused(403, 'forbidden', 'You may not see it.') : Response.json(given),
    'GET /api/roles': () => Response.json({ items: [] }),
    'GET /api/approvals': () => Response.json({ items: [], total: 0 }),
  });
  const { user } = show(<StaffPolicyPanels />);
  expect(await screen.findByText('Couldn’t load the policy')).toBeTruthy();
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByLabelText(/^Exports per person/)).toBeTruthy();
});
