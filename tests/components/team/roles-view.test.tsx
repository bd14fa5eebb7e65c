import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it } from 'vitest';
import { RolesView } from '@/components/team/roles-view';
import { Toaster } from '@/components/ui/toaster';
import { permissionsOf, type Permission } from '@/lib/shared/permissions';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';
import { someRoles } from './support';

// Loaded on demand in the product.
beforeAll(() => import('@/components/team/role-dialogs'));

const admin = permissionsOf.administrator;

function show(
  permissions: readonly Permission[] = admin,
  answer: (call: ApiCall) => unknown = () => undefined,
) {
  const calls = stubApi((call) => {
    if (call.method === 'GET') return { items: someRoles };
    return answer(call) ?? new Response(null, { status: 204 });
  });
  renderAt(
    '',
    <>
      <RolesView ownPermissions={permissions} />
      <Toaster />
    </>,
  );
  return { writes: () => calls.filter(({ method }) => method !== 'GET') };
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

async function paste(label: string, text: string) {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
}

async function choose(entry: 'Edit' | 'Delete') {
  await press('Actions for Night shift');
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }));
  return screen.findByRole('dialog');
}

const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

describe('the roles of a team', () => {
  it('say what each is for, how many have it, and what it allows', async () => {
    show();
    const rows = await within(screen.getByRole('list', { name: 'Roles' })).findAllByRole(
      'listitem',
    );
    expect(rows.map((row) => row.textContent?.replace(/of \d+/, 'of all'))).toEqual([
      'ViewerCan view everything except Team and Settings, and change nothing.1 member',
      'TechnicianCan also sign in as users, open connections, and write notes and tags.1 member',
      'ManagerCan also add and invite users and store passwords.1 member',
      'AdministratorCan also manage the team, accounts, and policies.1 member',
      'Night shift2 of all permissions2 members',
    ]);
    const table = within(screen.getByRole('region', { name: 'Permissions of each role' }));
    expect(table.getAllByRole('columnheader').map(({ textContent }) => textContent)).toContain(
      'Night shift',
    );
    const devices = table.getByRole('rowheader', { name: 'View devices' }).closest('tr');
    const cells = within(devices as HTMLElement).getAllByRole('cell');
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      'yes',
      'yes',
      'yes',
      'yes',
      'yes',
    ]);
    const add = table.getByRole('rowheader', { name: 'Add users' }).closest('tr');
    expect(
      within(add as HTMLElement)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['–no', '–no', 'yes', 'yes', '–no']);
  });

  it('can’t be changed without the permission, and built-in ones by no one', async () => {
    show(permissionsOf.viewer);
    expect(await screen.findByText(/^2 of \d+ permissions$/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Create role' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Actions for Night shift' })).toBeNull();
  });

  it('have no menu where they are built in', async () => {
    show();
    expect(await screen.findByRole('button', { name: 'Actions for Night shift' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Actions for Viewer' })).toBeNull();
  });

  it('that can’t be loaded are replaced by the reason, and asked for again', async () => {
    let isDown = true;
    stubApi(() => (isDown ? aProblem(503, 'unavailable') : { items: someRoles }));
    renderAt('', <RolesView ownPermissions={admin} />);
    expect(await screen.findByText('Couldn’t load the roles')).toBeTruthy();
    expect(screen.getByText('What happened.')).toBeTruthy();
    isDown = false;
    await press('Try again');
    expect(await screen.findByText(/^2 of \d+ permissions$/)).toBeTruthy();
  });
});

describe('a new role', () => {
  it('gets what was selected, and what that can’t be used without is selected with it', async () => {
    const { writes } = show();
    await press('Create role');
    await screen.findByRole('dialog', { name: 'Create role' });
    await paste('Name', 'Help desk');
    expect(box('View the overview, users, and seats').checked).toBe(false);
    await userEvent.click(box('Export users'));
    const needed = box('View the overview, users, and seats');
    expect([needed.checked, needed.disabled]).toEqual([true, true]);
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', { name: 'Create role' }),
    );
    await waitFor(() => expect(writes()).toHaveLength(1));
    expect(writes()[0]).toMatchObject({
      ...{ method: 'POST', path: '/api/roles' },
      body: { name: 'Help desk', permissions: ['users.export'] },
    });
    expect(await screen.findByText('Created the role Help desk')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('can’t be given what its creator doesn’t have', async () => {
    show([...permissionsOf.technician, 'staff.write']);
    await press('Create role');
    await screen.findByRole('dialog', { name: 'Create role' });
    expect(screen.getByText('You can give only what your own role allows.')).toBeTruthy();
    expect(box('View devices').disabled).toBe(false);
    expect(box('Add users').disabled).toBe(true);
  });

  it('whose name is taken says so at the name, and keeps everything', async () => {
    const message = 'There is a role with this name.';
    show(admin, () =>
      aProblem(409, 'name_taken', { errors: [{ path: 'name', code: 'x', message }] }),
    );
    await press('Create role');
    const dialog = await screen.findByRole('dialog', { name: 'Create role' });
    await paste('Name', 'Viewer');
    await userEvent.click(box('View devices'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create role' }));
    expect(await screen.findByText(message)).toBeTruthy();
    const name = screen.getByLabelText<HTMLInputElement>('Name');
    expect([name.value, name.getAttribute('aria-invalid')]).toEqual(['Viewer', 'true']);
    expect(box('View devices').checked).toBe(true);
    expect(screen.queryByText('What happened.')).toBeNull();
  });
});

describe('a role that is changed', () => {
  it('warns that everyone who has it is signed out, and is saved', async () => {
    const { writes } = show();
    const dialog = await choose('Edit');
    expect(within(dialog).getByText(/everyone who has this role is signed out/)).toBeTruthy();
    await paste('Name', ' Day shift ');
    await userEvent.click(box('View devices'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved the role Day shift')).toBeTruthy();
    expect(writes()[0]).toMatchObject({
      ...{ method: 'PATCH', path: '/api/roles/rol_night' },
      body: { name: ' Day shift ', permissions: ['profile.write'] },
    });
  });

  it('closes the form where a second person has to approve it, and says so', async () => {
    show(admin, () => Response.json({ approvalId: 'apr_1' }, { status: 202 }));
    const dialog = await choose('Edit');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Waiting for a second person')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByText(/^Saved the role/)).toBeNull();
  });

  it('is deleted after a question', async () => {
    const { writes } = show();
    const dialog = await choose('Delete');
    expect(within(dialog).getByText('Delete the role Night shift?')).toBeTruthy();
    expect(writes()).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Deleted the role Night shift')).toBeTruthy();
    expect(writes()[0]).toMatchObject({ method: 'DELETE', path: '/api/roles/rol_night' });
  });

  it('stays while someone has it, with the reason in the question', async () => {
    const detail = '2 members have this role.';
    show(admin, () => aProblem(409, 'role_in_use', { detail }));
    const dialog = await choose('Delete');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await within(dialog).findByText(detail)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Cancel' })).toBeTruthy();
  });
});
