import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PaletteLoading, TypedAhead } from '@/components/shell/typed-ahead';

const pageKeys = vi.fn();
let typedAhead: TypedAhead;
let close: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  typedAhead = new TypedAhead();
  close = vi.fn<() => void>();
  pageKeys.mockReset();
  document.addEventListener('keydown', pageKeys);
  render(<PaletteLoading typedAhead={typedAhead} onClose={close} />);
});
afterEach(() => {
  cleanup();
  document.removeEventListener('keydown', pageKeys);
});

const type = (...keys: string[]) => {
  for (const key of keys) fireEvent.keyDown(document.body, { key });
};

it('keeps what is typed for the palette, and the page’s own keys don’t act', () => {
  type('a', 'n', 'm', 'Backspace', 'n', ' ', 'é', 'Shift', 'Enter');
  expect(typedAhead.text).toBe('ann é');
  expect(typedAhead.hasEnter).toBe(true);
  expect(pageKeys.mock.calls.map(([event]) => (event as KeyboardEvent).key)).toEqual(['Shift']);
});

it('leaves commands to the page and the browser', () => {
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  expect(pageKeys).toHaveBeenCalledTimes(1);
  expect(typedAhead.text).toBe('');
});

it('takes a letter that AltGr makes', () => {
  fireEvent.keyDown(document.body, {
    ...{ key: '@', ctrlKey: true, altKey: true, modifierAltGraph: true },
  });
  expect(typedAhead.text).toBe('@');
});

it('gives up at Escape', () => {
  type('Escape');
  expect(close).toHaveBeenCalledTimes(1);
});

it('leaves the keys alone once it is gone', () => {
  cleanup();
  type('a');
  expect(typedAhead.text).toBe('');
  expect(pageKeys).toHaveBeenCalledTimes(1);
});
