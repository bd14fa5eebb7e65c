import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import { LeaveGate } from '@/components/shell/leave-gate';
import { unsavedStore, useUnsaved } from '@/components/ui/unsaved';
import { push } from '@/tests/support/navigation';
import { show } from '../support';

const links = [
  { name: 'Users', href: '/users?seats=over' },
  { name: 'A part of this page', href: '/#part' },
  { name: 'Download', href: '/export.csv', download: true },
  { name: 'Elsewhere', href: 'https://elsewhere.example/' },
];

function Page() {
  const [isChanged, setIsChanged] = useState(false);
  useUnsaved(isChanged);
  return (
    <>
      <button type="button" onClick={() => setIsChanged(!isChanged)}>
        {isChanged ? 'Save' : 'Change'}
      </button>
      {links.map(({ name, ...link }) => (
        <a key={name} {...link}>
          {name}
        </a>
      ))}
      <LeaveGate />
    </>
  );
}

// jsdom can't follow links; what the gate doesn't hold gets here.
const followed: string[] = [];
const follow = (event: MouseEvent) => {
  if (!(event.target instanceof HTMLAnchorElement)) return;
  if (!event.defaultPrevented) followed.push(event.target.textContent);
  event.preventDefault();
};

function showPage() {
  followed.length = 0;
  document.addEventListener('click', follow);
  return show(<Page />);
}

afterEach(() => {
  document.removeEventListener('click', follow);
  unsavedStore.stay();
});

const click = (name: string, more: object = {}) => fireEvent.click(screen.getByText(name), more);
const question = () => screen.findByRole('dialog', { name: 'Leave without saving?' });

it('asks nothing while nothing would be lost', () => {
  showPage();
  click('Users');
  expect(followed).toEqual(['Users']);
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('asks before a link loses changes, and stays if that is wanted', async () => {
  const { user } = showPage();
  click('Change');
  click('Users');
  expect((await question()).textContent).toContain('The changes on this page aren’t saved.');
  expect(followed).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByText('Save')).toBeTruthy();
  expect(push).not.toHaveBeenCalled();
});

it('goes where the link leads, with its filters, once the changes are given up', async () => {
  const { user } = showPage();
  click('Change');
  click('Users');
  await question();
  await user.click(screen.getByRole('button', { name: 'Discard changes' }));
  await waitFor(() => expect(location.pathname + location.search).toBe('/users?seats=over'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

it.each([
  ['A part of this page', {}],
  ['Download', {}],
  ['Elsewhere', {}],
  ['Users', { ctrlKey: true }],
  ['Users', { metaKey: true }],
  ['Users', { shiftKey: true }],
])(
  'doesn’t ask for a link that keeps the page, or that the browser asks about: %s %j',
  (name, keys) => {
    showPage();
    click('Change');
    click(name, keys);
    expect(followed).toEqual([name]);
    expect(screen.queryByRole('dialog')).toBeNull();
  },
);

it('has the browser ask before a reload, only while there are changes', () => {
  showPage();
  const reload = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(reload()).toBe(false);
  click('Change');
  expect(reload()).toBe(true);
  click('Save');
  expect(reload()).toBe(false);
});
