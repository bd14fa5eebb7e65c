import { createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { ListEntry, ListTips } from '@/components/lists/list-entry';
import { show } from '../support';

type Props = Partial<Parameters<typeof ListEntry>[0]>;

function showEntry(props: Props = {}) {
  const onRead = vi.fn<(list: string | File) => void>();
  const Entry = () => {
    const [text, setText] = useState(props.text ?? '');
    return (
      <ListEntry
        {...{ fileLabel: 'File with addresses', fileHint: 'or drop it here' }}
        {...{ placeholder: 'ann@x.example', isReading: false, problem: null }}
        note="Nothing is sent yet."
        {...props}
        {...{ text, onRead, onType: setText }}
      />
    );
  };
  return { ...show(<Entry />), onRead };
}

const field = () => screen.getByLabelText<HTMLTextAreaElement>('Or paste a list');
const check = () => screen.getByRole('button', { name: 'Check the list' });
const aFile = (name = 'people.csv', text = 'ann@x.example') =>
  new File([text], name, { type: 'text/csv' });

function drop(...files: File[]) {
  const event = createEvent.drop(field());
  Object.defineProperty(event, 'dataTransfer', { value: { files } });
  fireEvent(field(), event);
  return event;
}

it('reads what was pasted', async () => {
  const { user, onRead } = showEntry();
  await user.click(field());
  await user.paste('ann@x.example\nbob@x.example');
  await user.click(check());
  expect(onRead.mock.calls).toEqual([['ann@x.example\nbob@x.example']]);
});

it.each(['Control', 'Meta'])('reads it with %s and Enter, too', async (key) => {
  const { user, onRead } = showEntry({ text: 'ann@x.example' });
  await user.click(field());
  await user.keyboard(`{${key}>}{Enter}{/${key}}`);
  expect(onRead).toHaveBeenCalledTimes(1);
});

it('asks for a list if there is none, until something is typed', async () => {
  const { user, onRead } = showEntry({ text: ' \n ' });
  await user.click(check());
  expect(screen.getByText('Paste a list or choose a file.')).toBeTruthy();
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(onRead).not.toHaveBeenCalled();
  await user.click(field());
  await user.paste('a');
  expect(screen.queryByText('Paste a list or choose a file.')).toBeNull();
});

it('shows at the field why the list couldn’t be read, and keeps it', () => {
  showEntry({ text: 'ann, bob', problem: 'There is no address in this list.' });
  expect(screen.getByText('There is no address in this list.')).toBeTruthy();
  expect(field().value).toBe('ann, bob');
});

it('reads no second time while it is being read', async () => {
  const { user, onRead } = showEntry({ text: 'ann@x.example', isReading: true });
  expect(check().getAttribute('aria-busy')).toBe('true');
  await user.click(check());
  await user.click(field());
  await user.keyboard('{Control>}{Enter}{/Control}');
  expect(onRead).not.toHaveBeenCalled();
});

it('goes on with a list that was read, instead of reading it again', async () => {
  const onContinue = vi.fn();
  const { user, onRead } = showEntry({ text: 'ann@x.example', onContinue });
  expect(screen.queryByRole('button', { name: 'Check the list' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(onContinue).toHaveBeenCalledTimes(1);
  expect(onRead).not.toHaveBeenCalled();
});

it('reads a chosen file as it was then, and the same one again', async () => {
  const { user, onRead } = showEntry();
  const input = screen.getByLabelText<HTMLInputElement>('File with addresses');
  const chosen = aFile();
  await user.upload(input, chosen);
  await waitFor(() => expect(onRead).toHaveBeenCalledTimes(1));
  const read = onRead.mock.calls[0]?.[0] as File;
  expect(read).not.toBe(chosen);
  expect([read.name, await read.text()]).toEqual(['people.csv', 'ann@x.example']);
  await user.upload(input, chosen);
  await waitFor(() => expect(onRead).toHaveBeenCalledTimes(2));
});

it('opens the choice of files with its button, which alone the keyboard reaches', async () => {
  const { user } = showEntry();
  const input = screen.getByLabelText<HTMLInputElement>('File with addresses');
  const open = vi.spyOn(input, 'click');
  expect(input.tabIndex).toBe(-1);
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Choose a file' }));
  await user.keyboard('{Enter}');
  expect(open).toHaveBeenCalledTimes(1);
});

it('reads a dropped file instead of leaving the page for it', async () => {
  const { onRead } = showEntry();
  const event = drop(aFile('dropped.xlsx'), aFile('second.csv'));
  expect(event.defaultPrevented).toBe(true);
  await waitFor(() => expect(onRead).toHaveBeenCalledTimes(1));
  expect((onRead.mock.calls[0]?.[0] as File).name).toBe('dropped.xlsx');
});

it('ignores a drop without a file, such as a piece of text', () => {
  const { onRead } = showEntry();
  expect(drop().defaultPrevented).toBe(true);
  expect(onRead).not.toHaveBeenCalled();
});

it('refuses a file over 10 MiB before it is sent', () => {
  const { onRead } = showEntry();
  const large = aFile();
  Object.defineProperty(large, 'size', { value: 10 * 1024 * 1024 + 1 });
  drop(large);
  expect(screen.getByText('This file is larger than 10 MiB. Split it and try again.')).toBeTruthy();
  expect(onRead).not.toHaveBeenCalled();
});

it('says what to do about a file that another program has locked', async () => {
  const { onRead } = showEntry();
  const locked = aFile();
  locked.arrayBuffer = () => Promise.reject(new DOMException('locked', 'NotReadableError'));
  drop(locked);
  expect(
    await screen.findByText(
      'The browser can’t read this file. Close it in other programs and try again.',
    ),
  ).toBeTruthy();
  expect(onRead).not.toHaveBeenCalled();
});

it('folds the formats away', () => {
  show(<ListTips>Excel, CSV</ListTips>);
  const details = screen.getByText('Supported formats').closest('details');
  expect(details?.open).toBe(false);
  expect(details?.textContent).toContain('Excel, CSV');
});
