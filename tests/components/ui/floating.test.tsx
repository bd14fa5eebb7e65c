import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { FilterChip } from '@/components/ui/filter-chip';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import { toast, toastStore } from '@/components/ui/toast';
import { Toaster } from '@/components/ui/toaster';

// Loaded on demand in the product. Loading time isn't what these tests are about.
beforeAll(() => import('@/components/ui/menu-content'));

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
  Element.prototype.hasPointerCapture = () => false;
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('MenuButton', () => {
  it('opens with the keyboard, runs the entry, and returns the focus', async () => {
    const open = vi.fn();
    render(<MenuButton label="More" size="icon" entries={[{ label: 'Open', onSelect: open }]} />);
    const button = screen.getByRole('button', { name: 'More' });
    await userEvent.tab();
    expect(document.activeElement).toBe(button);
    await userEvent.keyboard('{ArrowDown}');
    const entry = await screen.findByRole('menuitem', { name: 'Open' });
    expect(screen.getByRole('menu', { name: 'More' })).toBeTruthy();
    await userEvent.click(entry);
    expect(open).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });
});

describe('a dialog', () => {
  it('opens on its first field', async () => {
    render(
      <Dialog isOpen title="Add" onOpenChange={() => undefined} footer={<button>Save</button>}>
        <button>Show</button>
        <input aria-label="Off" disabled />
        <input aria-label="Name" />
      </Dialog>,
    );
    expect(document.activeElement).toBe(await screen.findByLabelText('Name'));
  });

  it('opens on the first button of its footer if it has no field', async () => {
    render(
      <Dialog
        isOpen
        title="Remove?"
        onOpenChange={() => undefined}
        footer={
          <>
            <button>Cancel</button>
            <button>Remove</button>
          </>
        }
      >
        <button>Show</button>
      </Dialog>,
    );
    expect(document.activeElement).toBe(await screen.findByRole('button', { name: 'Cancel' }));
  });

  it('gives the focus back to what had it, when it closes', async () => {
    const Page = () => {
      const [isOpen, setIsOpen] = useState(false);
      return (
        <>
          <button onClick={() => setIsOpen(true)}>Open</button>
          {isOpen && (
            <Dialog isOpen title="Rename" onOpenChange={setIsOpen}>
              <input aria-label="Name" autoFocus />
            </Dialog>
          )}
        </>
      );
    };
    render(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Name'));
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' })),
    );
  });

  it('gives it back to the button of the menu that opened it', async () => {
    const Page = () => {
      const [isOpen, setIsOpen] = useState(false);
      return (
        <>
          <MenuButton
            label="More"
            size="icon"
            entries={[{ label: 'Rename', onSelect: () => setIsOpen(true) }]}
          />
          <Dialog isOpen={isOpen} title="Rename" onOpenChange={setIsOpen}>
            <input aria-label="Name" />
          </Dialog>
        </>
      );
    };
    render(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    await screen.findByLabelText('Name');
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'More' })),
    );
  });

  it('opens on what has the focus of its own accord', async () => {
    render(
      <Dialog isOpen title="Rename" onOpenChange={() => undefined}>
        <input aria-label="Name" />
        <button autoFocus>Copy</button>
      </Dialog>,
    );
    expect(document.activeElement).toBe(await screen.findByRole('button', { name: 'Copy' }));
  });
});

describe('an open menu', () => {
  it('closes when its button is clicked again', async () => {
    render(<MenuButton label="More" size="icon" entries={[{ label: 'Open' }]} />);
    const button = screen.getByRole('button', { name: 'More' });
    await userEvent.click(button);
    await screen.findByRole('menu');
    await userEvent.click(button);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(button.getAttribute('aria-expanded')).toBe('false');
  });

  it('leaves the focus where the person clicked instead', async () => {
    render(
      <>
        <MenuButton label="More" size="icon" entries={[{ label: 'Open' }]} />
        <input aria-label="Search" />
      </>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'More' }));
    await screen.findByRole('menu');
    await userEvent.click(screen.getByLabelText('Search'));
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText('Search'));
  });
});

describe('FilterChip', () => {
  const options = [
    { value: 'active', label: 'Active' },
    { value: 'inactive', label: 'Inactive' },
  ] as const;

  it('lists its options, with the selected one checked', async () => {
    const change = vi.fn();
    render(<FilterChip label="State" value="active" options={options} onChange={change} />);
    await userEvent.click(screen.getByRole('button', { name: 'State: Active' }));
    const selected = await screen.findByRole('menuitemradio', { name: 'Active' });
    expect(selected.getAttribute('aria-checked')).toBe('true');
    await userEvent.click(screen.getByRole('menuitemradio', { name: 'Inactive' }));
    expect(change).toHaveBeenCalledWith('inactive');
  });

  it('is removed with its cross', async () => {
    const change = vi.fn();
    render(<FilterChip label="State" value="active" options={options} onChange={change} />);
    await userEvent.click(screen.getByRole('button', { name: 'Remove state filter' }));
    expect(change).toHaveBeenCalledWith(null);
  });
});

describe('Dialog', () => {
  it('is labelled by its title, and closes with Escape', async () => {
    const change = vi.fn();
    render(
      <Dialog isOpen onOpenChange={change} title="Forget the password?">
        You can store it again.
      </Dialog>,
    );
    expect(screen.getByRole('dialog', { name: 'Forget the password?' })).toBeTruthy();
    await userEvent.keyboard('{Escape}');
    expect(change).toHaveBeenCalledWith(false);
  });
});

describe('a tooltip', () => {
  it('appears on keyboard focus and disappears with Escape', async () => {
    render(<IconButton label="Copy address" />);
    await userEvent.tab();
    expect((await screen.findByRole('tooltip')).textContent).toBe('Copy address');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('tooltip')).toBeNull();
  });
});

describe('CopyButton', () => {
  it('copies and confirms it', async () => {
    const user = userEvent.setup();
    render(<CopyButton text="ann@x.example" what="address" />);
    await user.click(screen.getByRole('button', { name: 'Copy address' }));
    expect(await navigator.clipboard.readText()).toBe('ann@x.example');
    expect((await screen.findByRole('status')).textContent).toBe('Copied');
  });
});

describe('toasts', () => {
  it('disappear after six seconds, but errors only when dismissed', () => {
    vi.useFakeTimers();
    render(<Toaster />);
    act(() => {
      toast.success('Password stored');
      toast.error('The batch was not started');
    });
    expect(screen.getByText('Password stored')).toBeTruthy();
    act(() => vi.advanceTimersByTime(6_000));
    expect(screen.queryByText('Password stored')).toBeNull();
    expect(screen.getByText('The batch was not started')).toBeTruthy();
    act(() => screen.getByRole('button', { name: 'Dismiss' }).click());
    expect(screen.queryByText('The batch was not started')).toBeNull();
  });

  it('stay while the pointer is over one of them', () => {
    vi.useFakeTimers();
    render(<Toaster />);
    act(() => void toast.success('Password stored'));
    const region = screen.getByRole('region', { name: /^Notifications/ });
    fireEvent.pointerMove(region);
    act(() => vi.advanceTimersByTime(60_000));
    expect(screen.getByText('Password stored')).toBeTruthy();
    fireEvent.pointerLeave(region);
    act(() => vi.advanceTimersByTime(6_000));
    expect(screen.queryByText('Password stored')).toBeNull();
  });

  it('don’t keep Escape from closing the dialog beneath, once', async () => {
    const change = vi.fn();
    render(
      <>
        <Dialog isOpen onOpenChange={change} title="Forget the password?">
          You can store it again.
        </Dialog>
        <Toaster />
      </>,
    );
    await userEvent.keyboard('{Escape}');
    expect(change).toHaveBeenCalledTimes(1);
    act(() => void toast.success('Password stored'));
    await userEvent.keyboard('{Escape}');
    expect(change).toHaveBeenCalledTimes(2);
    expect(screen.queryByText('Password stored')).toBeNull();
  });

  it('are announced, errors immediately and others when the screen reader pauses', () => {
    vi.useFakeTimers();
    render(<Toaster />);
    act(() => {
      toast.success('Password stored');
      toast.error('The batch was not started', { description: 'Try again.' });
    });
    act(() => vi.advanceTimersByTime(100));
    const announced = screen
      .getAllByRole('status')
      .map((region) => [region.getAttribute('aria-live'), region.textContent]);
    expect(announced).toEqual([
      ['polite', 'Notification Password stored'],
      ['assertive', 'Notification The batch was not started Try again.'],
    ]);
    act(() => toastStore.current().forEach(({ id }) => toast.dismiss(id)));
  });
});
