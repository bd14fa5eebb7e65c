import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ViewControls } from '@/components/views/view-controls';
import type { SavedView } from '@/lib/contract/views';
import { heldAnswer, refused, show, standIn, toasts } from '../support';
import { aView, viewsAnswer } from './support';

const VIEWS = 'GET /api/views';
const ADD = 'POST /api/views';
const CHANGE = 'PATCH /api/views/vw_1';

type Given = {
  search: string;
  items?: SavedView[];
  mayShare?: boolean;
  columns?: readonly string[];
  answers?: Parameters<typeof standIn>[0];
};

function showControls({ search, items = [], mayShare = true, columns, answers }: Given) {
  const server = standIn({ [VIEWS]: viewsAnswer(items, mayShare), ...answers });
  const urls: string[] = [];
  const shown = show(<ViewControls page="users" columns={columns} />, {
    ...{ search, onUrl: (url) => urls.push(url) },
  });
  return { ...server, ...shown, url: () => urls.at(-1) };
}

type User = ReturnType<typeof showControls>['user'];

async function choose(user: User, entry: string) {
  await user.click(await screen.findByRole('button', { name: /^Over limit/ }));
  await user.click(await screen.findByRole('menuitem', { name: entry }));
}

async function fillName(user: User, name: string) {
  const field = await screen.findByLabelText<HTMLInputElement>('Name');
  await user.clear(field);
  await user.click(field);
  await user.paste(name);
  return field;
}

it('offers nothing while nothing is filtered: the place in the list isn’t a filter', async () => {
  const { read, container } = showControls({ search: '?page=3&pageSize=100' });
  await waitFor(() => expect(read).toHaveLength(1));
  expect(container.textContent).toBe('');
});

it('saves what is filtered under a name, without blanks around it, and goes to the view', async () => {
  const { user, sent, url } = showControls({
    search: '?sort=-seats&seats=over&page=2',
    answers: { [ADD]: () => Response.json({ id: 'vw_9' }, { status: 201 }) },
  });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  await fillName(user, '  Over limit ');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toEqual([
    [
      'POST /api/views',
      {
        ...{ page: 'users', name: 'Over limit', query: 'seats=over&sort=-seats' },
        ...{ columns: null, scope: 'me', role: null },
      },
    ],
  ]);
  expect(toasts()).toEqual(['View Over limit saved']);
  await waitFor(() => expect(url()).toContain('view=vw_9'));
});

it('asks for a name, at the field, before anything is sent', async () => {
  const { user, sent } = showControls({ search: '?seats=over' });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  const field = await fillName(user, '   ');
  await user.keyboard('{Enter}');
  expect(await screen.findByText('Enter a name.')).toBeTruthy();
  expect(document.activeElement).toBe(field);
  expect(sent).toEqual([]);
});

it('keeps the columns on screen only if that is wanted', async () => {
  const { user, sent, url } = showControls({
    ...{ search: '?seats=over', columns: ['username', 'seats'] },
    answers: { [ADD]: () => Response.json({ id: 'vw_9' }, { status: 201 }) },
  });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  await fillName(user, 'Narrow');
  const box = screen.getByRole<HTMLInputElement>('checkbox', {
    name: 'With the columns shown now',
  });
  expect(box.checked).toBe(false);
  await user.click(box);
  await user.click(screen.getByRole('button', { name: 'Save view' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toMatchObject({ columns: ['username', 'seats'] });
  await waitFor(() => expect(url()).toContain('columns=username,seats'));
});

it('shares with everyone or a role only if the person may share', async () => {
  const { user, sent } = showControls({
    search: '?seats=over',
    answers: { [ADD]: () => Response.json({ id: 'vw_9' }, { status: 201 }) },
  });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  await fillName(user, 'For managers');
  await user.selectOptions(screen.getByLabelText('Who has it'), 'Everyone with the role Manager');
  await user.click(screen.getByRole('button', { name: 'Save view' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toMatchObject({ scope: 'role', role: 'manager' });
});

it('doesn’t ask who has it if the person may not share', async () => {
  const { user } = showControls({ search: '?seats=over', mayShare: false });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  expect(await screen.findByLabelText('Name')).toBeTruthy();
  expect(screen.queryByLabelText('Who has it')).toBeNull();
});

it('stays open with the reason and everything typed if saving fails', async () => {
  const { user } = showControls({
    search: '?seats=over',
    answers: { [ADD]: () => refused(409, 'conflict', 'You have 50 views already.') },
  });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  await fillName(user, 'One more');
  await user.selectOptions(screen.getByLabelText('Who has it'), 'Everyone');
  await user.click(screen.getByRole('button', { name: 'Save view' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe('Couldn’t save the viewYou have 50 views already.');
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('One more');
  expect(screen.getByLabelText<HTMLSelectElement>('Who has it').value).toBe('everyone');
  expect(toasts()).toEqual([]);
});

it('saves once, however often Save is clicked', async () => {
  const held = heldAnswer();
  const { user, sent } = showControls({
    search: '?seats=over',
    answers: { [ADD]: held.answer },
  });
  await user.click(await screen.findByRole('button', { name: 'Save view' }));
  await fillName(user, 'Over limit');
  const save = screen.getByRole('button', { name: 'Save view' });
  await user.dblClick(save);
  await user.click(save);
  held.release(Response.json({ id: 'vw_9' }, { status: 201 }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent).toHaveLength(1);
});

it('shows which view is open, and no update while it is as saved', async () => {
  showControls({ search: '?seats=over&view=vw_1', items: [aView()] });
  expect(await screen.findByRole('button', { name: /^Over limit/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Update view' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Save view' })).toBeNull();
});

it('updates a view with what is filtered now, and keeps that it has no columns', async () => {
  const { user, sent } = showControls({
    ...{ search: '?seats=full&view=vw_1', items: [aView()], columns: ['username'] },
    answers: { [CHANGE]: () => new Response(null, { status: 204 }) },
  });
  await user.dblClick(await screen.findByRole('button', { name: 'Update view' }));
  await waitFor(() => expect(toasts()).toEqual(['View Over limit updated']));
  expect(sent).toEqual([['PATCH /api/views/vw_1', { query: 'seats=full', columns: null }]]);
});

it('offers the update if only the columns differ, where the view has its own', async () => {
  const { user, sent } = showControls({
    ...{ search: '?seats=over&view=vw_1', items: [aView({ columns: ['username'] })] },
    columns: ['username', 'seats'],
    answers: { [CHANGE]: () => new Response(null, { status: 204 }) },
  });
  await user.click(await screen.findByRole('button', { name: 'Update view' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toEqual({ query: 'seats=over', columns: ['username', 'seats'] });
});

it('says why a view couldn’t be updated, and still offers it', async () => {
  const { user } = showControls({
    ...{ search: '?seats=full&view=vw_1', items: [aView()] },
    answers: { [CHANGE]: () => refused(404, 'not_found', 'Someone deleted it.') },
  });
  await user.click(await screen.findByRole('button', { name: 'Update view' }));
  await waitFor(() => expect(toasts()).toEqual(['Couldn’t update the view: Someone deleted it.']));
  expect(screen.getByRole('button', { name: 'Update view' })).toBeTruthy();
});

it('lets others only save a shared view as one of their own', async () => {
  const { user } = showControls({
    search: '?seats=full&view=vw_1',
    items: [aView({ scope: 'everyone', mayChange: false })],
  });
  await user.click(await screen.findByRole('button', { name: /^Over limit/ }));
  const menu = await screen.findByRole('menu');
  const entries = within(menu).getAllByRole('menuitem');
  expect(entries.map(({ textContent }) => textContent)).toEqual(['Save as a new view…']);
  expect(screen.queryByRole('button', { name: 'Update view' })).toBeNull();
});

it('renames and shares without touching the filters of the view', async () => {
  const { user, sent } = showControls({
    ...{ search: '?seats=full&view=vw_1', columns: ['username', 'seats'] },
    items: [aView({ columns: ['seats'] })],
    answers: { [CHANGE]: () => new Response(null, { status: 204 }) },
  });
  await choose(user, 'Rename or share…');
  const dialog = await screen.findByRole('dialog', { name: 'Rename or share view' });
  expect(within(dialog).getByLabelText<HTMLInputElement>('Name').value).toBe('Over limit');
  expect(within(dialog).getByRole<HTMLInputElement>('checkbox').checked).toBe(true);
  await fillName(user, 'Too many');
  await user.selectOptions(within(dialog).getByLabelText('Who has it'), 'Everyone');
  await user.click(within(dialog).getByRole('button', { name: 'Save view' }));
  await waitFor(() => expect(toasts()).toEqual(['View Too many saved']));
  expect(sent).toEqual([
    [
      'PATCH /api/views/vw_1',
      { name: 'Too many', scope: 'everyone', role: null, columns: ['seats'] },
    ],
  ]);
});

it('keeps the role that an administrator defined, though it isn’t among the built-in ones', async () => {
  const { user } = showControls({
    search: '?seats=over&view=vw_1',
    items: [aView({ scope: 'role', role: 'rol_night' })],
  });
  await choose(user, 'Rename or share…');
  const choice = await screen.findByLabelText<HTMLSelectElement>('Who has it');
  expect(choice.selectedOptions[0]?.textContent).toBe('Everyone with its role');
});

it.each([
  ['me', 'The filters stay on this page until you change them.'],
  [
    'everyone',
    'Everyone it is shared with loses it. The filters stay on this page until you change them.',
  ],
] as const)('asks before it deletes a view of %s, and keeps the filters', async (scope, words) => {
  const { user, sent, url } = showControls({
    ...{ search: '?seats=over&view=vw_1', items: [aView({ scope })] },
    answers: { 'DELETE /api/views/vw_1': () => new Response(null, { status: 204 }) },
  });
  await choose(user, 'Delete view…');
  const dialog = await screen.findByRole('dialog', { name: 'Delete the view Over limit?' });
  expect(within(dialog).getByText(words)).toBeTruthy();
  expect(sent).toEqual([]);
  await user.click(within(dialog).getByRole('button', { name: 'Delete view' }));
  await waitFor(() => expect(toasts()).toEqual(['View Over limit deleted']));
  expect(sent).toEqual([['DELETE /api/views/vw_1', undefined]]);
  await waitFor(() => expect(url()).toBe('?seats=over'));
});

it('keeps a view that couldn’t be deleted, and says why in the dialog', async () => {
  const { user } = showControls({
    ...{ search: '?seats=over&view=vw_1', items: [aView()] },
    answers: { 'DELETE /api/views/vw_1': () => refused(403, 'forbidden', 'It isn’t yours.') },
  });
  await choose(user, 'Delete view…');
  await user.click(await screen.findByRole('button', { name: 'Delete view' }));
  expect((await screen.findByRole('alert')).textContent).toBe('It isn’t yours.');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByRole('button', { name: /^Over limit/ })).toBeTruthy();
});

it('takes a link to a view that is gone, or of another page, as filters alone', async () => {
  showControls({
    search: '?seats=over&view=vw_1',
    items: [aView({ page: 'devices', query: 'state=inactive' })],
  });
  expect(await screen.findByRole('button', { name: 'Save view' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Over limit/ })).toBeNull();
});
