import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { StaffPolicyPanels } from '@/components/settings/staff-policy-panel';
import { unsavedStore } from '@/components/ui/unsaved';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import { easyPolicy } from '@/tests/support/staff-policy';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const given: StaffPolicy = { ...easyPolicy, stepUpBefore: ['access'], exportsPerHour: 100 };

const roles = [
  { id: 'administrator', name: 'Administrator', permissions: [], isBuiltIn: true },
  { id: 'rol_night', name: 'Night shift', permissions: [], isBuiltIn: false },
];

async function show(refusal?: object) {
  const saved: Partial<StaffPolicy>[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/api/roles') return Response.json({ items: roles });
    if (init.method !== 'PATCH') return Response.json(given);
    const policy = JSON.parse(init.body as string) as Partial<StaffPolicy>;
    saved.push(policy);
    return refusal
      ? Response.json(refusal, { status: 503 })
      : Response.json({ ...given, ...policy });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <StaffPolicyPanels />
    </QueryClientProvider>,
  );
  const limit = await screen.findByLabelText(/^Exports per person per hour/);
  return { saved, limit, user: userEvent.setup() };
}

const saveButton = () => screen.getByRole('button', { name: 'Save team policy' });

it('sends only what was changed: a colleague may have changed the rest', async () => {
  const { saved, limit, user } = await show();
  await user.clear(limit);
  await user.click(saveButton());
  await waitFor(() => expect(saved).toEqual([{ exportsPerHour: null }]));
  await user.click(screen.getByLabelText(/^ExportsOf/));
  await user.click(screen.getByLabelText(/^Storing, replacing, or deleting/));
  await user.click(saveButton());
  await waitFor(() =>
    expect(saved.at(-1)).toEqual({ stepUpBefore: ['access', 'exports', 'passwords'] }),
  );
});

it('requires confirmation for access changes whenever anything else does', async () => {
  const { user } = await show();
  const access = screen.getByLabelText(/^Changes to the team/);
  expect(access).toMatchObject({ checked: true, disabled: false });
  await user.click(access);
  expect(access).toMatchObject({ checked: false, disabled: false });
  await user.click(screen.getByLabelText(/^ExportsOf/));
  expect(access).toMatchObject({ checked: true, disabled: true });
});

it.each(['0', '1001', 'some', '1.5'])(
  'rejects a limit of %s, and keeps it in the field',
  async (text) => {
    const { saved, limit, user } = await show();
    await user.clear(limit);
    await user.type(limit, `${text}{Enter}`);
    expect(
      screen.getByText('Enter a whole number from 1 to 1,000, or leave it empty.'),
    ).toBeTruthy();
    expect(limit).toHaveProperty('value', text);
    expect(document.activeElement).toBe(limit);
    expect(saved).toEqual([]);
  },
);

it('has a save bar only while something is changed, and Discard takes the change back', async () => {
  const { saved, limit, user } = await show();
  expect(screen.queryByRole('button', { name: 'Save team policy' })).toBeNull();
  await user.clear(limit);
  await user.type(limit, '7');
  await user.click(screen.getByLabelText(/^ExportsOf/));
  expect(screen.getByText('Unsaved changes')).toBeTruthy();
  expect(unsavedStore.hasChanges()).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect(limit).toHaveProperty('value', '100');
  expect(screen.getByLabelText(/^ExportsOf/)).toHaveProperty('checked', false);
  expect(screen.queryByText('Unsaved changes')).toBeNull();
  expect(unsavedStore.hasChanges()).toBe(false);
  expect(saved).toEqual([]);
});

it('is a panel for each part', async () => {
  await show();
  const headings = screen.getAllByRole('heading', { level: 2 });
  expect(headings.map(({ textContent }) => textContent)).toEqual([
    ...['Password confirmation', 'Changes to settings', 'Second factor', 'Sessions', 'Exports'],
    'Audit log',
  ]);
});

it('keeps the selection when saving fails, and shows why', async () => {
  const detail = 'The database can’t be reached.';
  const { user } = await show({ type: 'urn:x', title: 'x', status: 503, code: 'x', detail });
  await user.click(screen.getByLabelText(/^ExportsOf/));
  await user.click(saveButton());
  expect(await screen.findByText(detail)).toBeTruthy();
  expect(screen.getByLabelText(/^ExportsOf/)).toHaveProperty('checked', true);
});

it('requires a second factor for the chosen roles, own ones too, after some days', async () => {
  const { saved } = await show();
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Night shift' }));
  const grace = screen.getByLabelText(/^Grace period in days/);
  await userEvent.clear(grace);
  await userEvent.type(grace, '91');
  await userEvent.click(screen.getByRole('button', { name: 'Save team policy' }));
  expect(screen.getByText(/Enter a whole number from 0 to 90/)).toBeTruthy();
  await userEvent.clear(grace);
  await userEvent.type(grace, '14');
  await userEvent.click(screen.getByRole('button', { name: 'Save team policy' }));
  const expected = [{ secondFactorFor: ['rol_night'], secondFactorGraceDays: 14 }];
  await waitFor(() => expect(saved).toEqual(expected));
});
