import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ChangeTagsDialog, type TagChange } from '@/components/items/change-tags-dialog';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import type { ChangedTags, SkippedUser } from '@/lib/contract/annotations';
import { heldAnswer, refused, show, standIn, toasts } from '../support';

const CHANGE = 'POST /api/users/tags';
const done: ChangedTags = { changed: 3, unchanged: 0, skipped: [], skippedCount: 0 };

function Dialog({ count, onClose }: { count: number; onClose: () => void }) {
  const change = useWrite({
    mutationFn: (input: TagChange) =>
      fetchApi<ChangedTags>('/api/users/tags', { method: 'POST', body: input }),
  });
  return <ChangeTagsDialog {...{ noun: 'user', account: null, count, change, onClose }} />;
}

function showDialog(answer: () => Response | Promise<Response>, count = 3) {
  const onClose = vi.fn();
  const server = standIn({
    [CHANGE]: answer,
    'GET /api/users/annotations': () => Response.json({ items: [{ tag: 'vip', users: 2 }] }),
  });
  return { ...server, onClose, ...show(<Dialog {...{ count, onClose }} />) };
}

type User = ReturnType<typeof showDialog>['user'];

async function fill(user: User, label: RegExp, text: string) {
  await user.click(screen.getByLabelText(label));
  await user.paste(text);
}

const submit = () => screen.getByRole('button', { name: 'Change tags' });

function skipped(username: string, reason: SkippedUser['reason'] = 'too_many_tags'): SkippedUser {
  return { accountId: 'rpc_1', username, reason };
}

it.each([
  [1, 'Tags of 1 user'],
  [1_240, 'Tags of 1,240 users'],
])('says how many it is about: %i', (count, title) => {
  showDialog(() => Response.json(done), count);
  expect(screen.getByRole('dialog', { name: title })).toBeTruthy();
});

it('offers the tags in use in both fields, and begins in the first', async () => {
  showDialog(() => Response.json(done));
  await waitFor(() => expect(document.querySelectorAll('option[value="vip"]')).toHaveLength(2));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(/^Add/)));
});

it('adds and removes in one go, says what came of it, and closes', async () => {
  const { user, sent, onClose } = showDialog(() => Response.json({ ...done, unchanged: 1_200 }));
  await fill(user, /^Add/, ' vip, ,lab ');
  await fill(user, /^Remove/, 'old');
  await user.click(submit());
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(sent).toEqual([['POST /api/users/tags', { add: ['vip', 'lab'], remove: ['old'] }]]);
  expect(toasts()).toEqual(['Tags of 3 users changed, 1,200 needed no change']);
});

it('stays to say who was left out, each with the reason', async () => {
  const { user, onClose } = showDialog(() =>
    Response.json({
      ...{ changed: 1, unchanged: 0, skippedCount: 2 },
      skipped: [skipped('ann@xn--bcher-kva.example'), skipped('bob@x.example', 'not_listed')],
    }),
  );
  await fill(user, /^Add/, 'vip');
  await user.click(submit());
  const outcome = await screen.findByRole('status');
  expect(outcome.textContent).toContain('Tags of 1 user changed. 2 users left out');
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'ann@bücher.example: would have more than 20 tags',
    'bob@x.example: isn’t in RemotePC’s list any more',
  ]);
  expect(onClose).not.toHaveBeenCalled();
  expect(toasts()).toEqual([]);
  const [close] = screen.getAllByRole('button', { name: 'Close' }).toReversed();
  if (close) await user.click(close);
  expect(onClose).toHaveBeenCalledTimes(1);
});

it('names five of those left out and counts the others', async () => {
  const names = Array.from({ length: 8 }, (_, at) => skipped(`u${at}@x.example`));
  const { user } = showDialog(() =>
    Response.json({ changed: 0, unchanged: 0, skipped: names, skippedCount: 1_234 }),
  );
  await fill(user, /^Add/, 'vip');
  await user.click(submit());
  await screen.findByText('Tags of 0 users changed. 1,234 users left out');
  const lines = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe('and 1,229 more');
});

it('keeps what was typed if the change is refused, and says what is wrong', async () => {
  const { user, onClose } = showDialog(() =>
    refused(400, 'invalid_request', 'Check the tags.', {
      errors: [{ path: 'add', code: 'overlap', message: 'A tag can’t be added and removed.' }],
    }),
  );
  await fill(user, /^Add/, 'vip');
  await fill(user, /^Remove/, 'VIP');
  await user.click(submit());
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe(
    'No tags were changedA tag can’t be added and removed.Request ID req-7',
  );
  expect(document.activeElement).toBe(alert);
  expect(screen.getByLabelText<HTMLInputElement>(/^Remove/).value).toBe('VIP');
  expect(onClose).not.toHaveBeenCalled();
});

it('doesn’t claim that nothing was changed if the answer was lost', async () => {
  const { user } = showDialog(() => Promise.reject(new TypeError('Failed to fetch')));
  await fill(user, /^Add/, 'vip');
  await user.click(submit());
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/^Outcome unknown: tags may have been changed/);
});

it('changes them once, however often it is clicked', async () => {
  const held = heldAnswer();
  const { user, sent, onClose } = showDialog(held.answer);
  await fill(user, /^Add/, 'vip');
  await user.dblClick(submit());
  await user.click(submit());
  held.release(Response.json(done));
  await waitFor(() => expect(onClose).toHaveBeenCalledTimes(1));
  expect(sent).toHaveLength(1);
});
