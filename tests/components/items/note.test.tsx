import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Note } from '@/components/items/note';
import { heldAnswer, refused, show, standIn } from '../support';

const SAVE = 'PATCH /api/users/annotations';

type Given = { note?: string | null; canEdit?: boolean };

/** One of two users is open, as in the panel over the list. */
function Notes({ note = null, canEdit = true }: Given) {
  const [saved, setSaved] = useState<Record<string, string | null>>({ ann: note, bob: null });
  const [who, setWho] = useState('ann');
  return (
    <>
      <button type="button" onClick={() => setWho(who === 'ann' ? 'bob' : 'ann')}>
        Next user
      </button>
      <Note
        key={who}
        item={{
          ...{ kind: 'users', accountId: 'rpc_1', id: `${who}@x.example`, key: `usr_${who}` },
          onSaved: (answer) => setSaved({ ...saved, [who]: answer.note }),
        }}
        note={saved[who] ?? null}
        canEdit={canEdit}
      />
    </>
  );
}

function showNote(given: Given, answer = () => Response.json({ note: 'Calls at nine', tags: [] })) {
  const server = standIn({ [SAVE]: answer });
  return { ...server, ...show(<Notes {...given} />) };
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Note' });

it('isn’t there for someone who may not write one, if there is none', () => {
  showNote({ canEdit: false });
  expect(screen.queryByText('Note')).toBeNull();
});

it('can be read, and not changed, by someone who may not write one', () => {
  showNote({ canEdit: false, note: 'Calls at nine\nNever on Friday' });
  expect(screen.getByRole('region', { name: 'Note' }).textContent).toContain('Never on Friday');
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
});

it('is added in place and shown as the server has it', async () => {
  const { user, sent } = showNote({});
  await user.click(screen.getByRole('button', { name: 'Add note' }));
  expect(document.activeElement).toBe(field());
  await user.paste(' Calls at nine ');
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  expect(await screen.findByText('Calls at nine')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Edit' })).toBeTruthy();
  expect(sent).toEqual([
    [
      'PATCH /api/users/annotations?account=rpc_1',
      { username: 'ann@x.example', note: ' Calls at nine ' },
    ],
  ]);
});

it.each(['Control', 'Meta'])(
  'is saved with %s and Enter, while Enter is a new line',
  async (key) => {
    const { user, sent } = showNote({});
    await user.click(screen.getByRole('button', { name: 'Add note' }));
    await user.paste('Calls at nine');
    await user.keyboard('{Enter}');
    expect(field().value).toBe('Calls at nine\n');
    await user.keyboard(`{${key}>}{Enter}{/${key}}`);
    await waitFor(() => expect(sent).toHaveLength(1));
  },
);

it('sends nothing if nothing was changed', async () => {
  const { user, sent } = showNote({ note: 'Calls at nine' });
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  expect(screen.getByRole('button', { name: 'Edit' })).toBeTruthy();
  expect(sent).toEqual([]);
});

it('keeps what was typed if it couldn’t be saved, and says why at the field', async () => {
  let isDown = true;
  const { user, sent } = showNote({ note: 'Old' }, () =>
    isDown
      ? refused(503, 'unavailable', 'The database is being restarted.')
      : Response.json({ note: 'New', tags: [] }),
  );
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.clear(field());
  await user.paste('New');
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toBe('The note isn’t saved. The database is being restarted.');
  expect(field().getAttribute('aria-describedby')).toBe(alert.id);
  expect(field().value).toBe('New');
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  expect(await screen.findByText('New')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
  expect(sent).toHaveLength(2);
});

it('says what is wrong with the note itself, without the rest', async () => {
  const { user } = showNote({}, () =>
    refused(400, 'invalid_request', 'Check the note.', {
      errors: [{ path: 'note', code: 'too_long', message: 'Use up to 2,000 characters.' }],
    }),
  );
  await user.click(screen.getByRole('button', { name: 'Add note' }));
  await user.paste('Too long');
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  expect((await screen.findByRole('alert')).textContent).toBe('Use up to 2,000 characters.');
});

it('discards what was typed, together with the error about it', async () => {
  const { user } = showNote({ note: 'Old' }, () => refused(503, 'unavailable', 'Down.'));
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.click(field());
  await user.paste('er');
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  await screen.findByRole('alert');
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect(screen.getByText('Old')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  expect(field().value).toBe('Old');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('ends editing with Escape only while nothing would be lost', async () => {
  const { user } = showNote({ note: 'Old' });
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('textbox')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.click(field());
  await user.paste('er');
  await user.keyboard('{Escape}');
  expect(field().value).toBe('Older');
});

it('keeps what was typed while another user is looked at', async () => {
  const { user } = showNote({ note: 'Old' });
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.click(field());
  await user.paste('er');
  await user.click(screen.getByRole('button', { name: 'Next user' }));
  expect(screen.getByRole('button', { name: 'Add note' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Next user' }));
  expect(field().value).toBe('Older');
});

it('is saved once, however often it is clicked', async () => {
  const held = heldAnswer();
  const { sent } = standIn({ [SAVE]: held.answer });
  const { user } = show(<Notes />);
  await user.click(screen.getByRole('button', { name: 'Add note' }));
  await user.paste('Calls at nine');
  const save = screen.getByRole('button', { name: 'Save note' });
  await user.dblClick(save);
  await user.click(field());
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(save.getAttribute('aria-busy')).toBe('true');
  held.release(Response.json({ note: 'Calls at nine', tags: [] }));
  expect(await screen.findByRole('button', { name: 'Edit' })).toBeTruthy();
  expect(sent).toHaveLength(1);
});
