import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Tags } from '@/components/items/tags';
import { heldAnswer, refused, show, standIn } from '../support';

const SAVE = 'PATCH /api/devices/annotations';
const IN_USE = 'GET /api/devices/annotations';

type Body = { tags: string[] };
type Given = { tags?: string[]; canEdit?: boolean; answer?: (body: unknown) => Response };

function Device({ tags, canEdit }: { tags: string[]; canEdit: boolean }) {
  const [saved, setSaved] = useState(tags);
  return (
    <Tags
      item={{
        ...{ kind: 'devices', accountId: 'rit_1', id: '80:01', key: 'dev_1' },
        onSaved: (answer) => setSaved(answer.tags),
      }}
      {...{ saved, canEdit }}
    />
  );
}

function showTags({ tags = [], canEdit = true, answer }: Given) {
  const server = standIn({
    [IN_USE]: () =>
      Response.json({
        items: [
          { tag: 'VIP', devices: 12 },
          { tag: 'lab', devices: 3 },
        ],
      }),
    [SAVE]: answer ?? ((body) => Response.json({ note: null, tags: (body as Body).tags })),
  });
  return { ...server, ...show(<Device {...{ tags, canEdit }} />) };
}

const names = () =>
  within(screen.getByRole('list', { name: 'Tags' }))
    .getAllByRole('listitem')
    .map(({ firstChild }) => (firstChild instanceof HTMLSpanElement ? firstChild.textContent : ''))
    .filter((name) => name !== '');
const field = () => screen.getByLabelText<HTMLInputElement>('Add tag');

it('aren’t there for someone who may not change them, if there are none', () => {
  const { container } = showTags({ canEdit: false });
  expect(container.textContent).toBe('');
});

it('can be read, and neither added nor removed, by someone who may not change them', () => {
  showTags({ canEdit: false, tags: ['vip'] });
  expect(names()).toEqual(['vip']);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.queryByLabelText('Add tag')).toBeNull();
});

it('are added with Enter, several at a time, without blanks and those it has', async () => {
  const { user, sent } = showTags({ tags: ['VIP'] });
  await user.click(field());
  await user.paste(' lab , vip,, new ');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual([
    'PATCH /api/devices/annotations?account=rit_1',
    { id: '80:01', tags: ['VIP', 'lab', 'new'] },
  ]);
  expect(names()).toEqual(['VIP', 'lab', 'new']);
  expect(field().value).toBe('');
});

it.each(['', ' , ', 'vip'])('are left as they are by “%s”', async (text) => {
  const { user, sent } = showTags({ tags: ['VIP'] });
  await user.click(field());
  if (text) await user.paste(text);
  await user.keyboard('{Enter}');
  expect(names()).toEqual(['VIP']);
  expect(sent).toEqual([]);
});

it('offers the tags in use that it doesn’t have, once someone is about to type', async () => {
  const { user, read } = showTags({ tags: ['vip'] });
  expect(read).toEqual([]);
  await user.click(field());
  await waitFor(() => expect(read).toEqual(['/api/devices/annotations?account=rit_1']));
  const options = () => [...document.querySelectorAll('datalist option')];
  await waitFor(() => expect(options()).toHaveLength(1));
  expect(options()[0]?.getAttribute('value')).toBe('lab');
});

it('are removed one by one, by their names', async () => {
  const { user, sent } = showTags({ tags: ['vip', 'lab'] });
  await user.click(screen.getByRole('button', { name: 'Remove tag vip' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.[1]).toEqual({ id: '80:01', tags: ['lab'] });
  expect(names()).toEqual(['lab']);
});

it('stay as wanted if they couldn’t be saved, to be tried again', async () => {
  let isDown = true;
  const { user, sent } = showTags({
    tags: ['vip'],
    answer: () =>
      isDown
        ? refused(503, 'unavailable', 'The database is being restarted.')
        : Response.json({ note: null, tags: ['vip', 'lab'] }),
  });
  await user.click(field());
  await user.paste('lab');
  await user.keyboard('{Enter}');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The tags aren’t saved. The database is being restarted.');
  expect(names()).toEqual(['vip', 'lab']);
  isDown = false;
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(names()).toEqual(['vip', 'lab']);
  expect(sent[1]).toEqual(sent[0]);
});

it('go back to the saved ones if the wanted ones are discarded', async () => {
  const { user } = showTags({
    tags: ['vip'],
    answer: () =>
      refused(400, 'invalid_request', 'Check the tags.', {
        errors: [{ path: 'tags', code: 'too_many', message: 'Use up to 20 tags.' }],
      }),
  });
  await user.click(screen.getByRole('button', { name: 'Remove tag vip' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Use up to 20 tags.');
  await user.click(within(alert).getByRole('button', { name: 'Discard' }));
  expect(names()).toEqual(['vip']);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('can’t be changed a second time while they are being saved', async () => {
  const held = heldAnswer();
  const { sent } = standIn({ [SAVE]: held.answer, [IN_USE]: () => Response.json({ items: [] }) });
  const { user } = show(<Device tags={['vip', 'lab']} canEdit />);
  await user.click(screen.getByRole('button', { name: 'Remove tag vip' }));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove tag lab' }).disabled).toBe(
    true,
  );
  await user.click(field());
  await user.paste('new');
  await user.keyboard('{Enter}');
  // It isn't lost.
  expect(field().value).toBe('new');
  held.release(Response.json({ note: null, tags: ['lab'] }));
  await waitFor(() => expect(names()).toEqual(['lab']));
  expect(sent).toHaveLength(1);
});
