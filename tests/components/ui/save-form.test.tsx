import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Input } from '@/components/ui/inputs';
import { SaveForm } from '@/components/ui/save-form';
import { leavePage, unsavedStore } from '@/components/ui/unsaved';

// Nothing is being left any more.
afterEach(() => unsavedStore.discard());

type Shown = {
  onSave?: () => void;
  isPending?: boolean;
  error?: { detail: string; isRefusal: boolean } | null;
};

const fields = { what: 'the policy', label: 'Save policy' };

function Settings({ onSave = () => undefined, isPending = false, error = null }: Shown) {
  const [saved, setSaved] = useState('5');
  const [text, setText] = useState(saved);
  return (
    <SaveForm
      {...fields}
      onSave={() => {
        onSave();
        setSaved(text);
      }}
      isPending={isPending}
      error={error}
      changes={{ isChanged: text !== saved, onDiscard: () => setText(saved) }}
    >
      <Input aria-label="Seats" value={text} onChange={(event) => setText(event.target.value)} />
    </SaveForm>
  );
}

const seats = () => screen.getByLabelText<HTMLInputElement>('Seats');

describe('a form that shows what is saved', () => {
  it('offers to save only what was changed', async () => {
    render(<Settings />);
    expect(screen.queryByText('Save policy')).toBeNull();
    await userEvent.type(seats(), '0');
    expect(screen.getByRole('status').textContent).toBe('Unsaved changes');
    expect(screen.getByRole('button', { name: 'Save policy' })).toBeTruthy();
    await userEvent.type(seats(), '{Backspace}');
    expect(screen.queryByText('Unsaved changes')).toBeNull();
  });

  it('isn’t sent with Enter while nothing is changed', async () => {
    const onSave = vi.fn();
    render(<Settings onSave={onSave} />);
    await userEvent.type(seats(), '{Enter}');
    expect(onSave).not.toHaveBeenCalled();
    await userEvent.type(seats(), '0{Enter}');
    expect(onSave).toHaveBeenCalledTimes(1);
  });

  it('goes back to what is saved, and keeps the keyboard in the form', async () => {
    render(<Settings />);
    await userEvent.type(seats(), '0');
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(seats().value).toBe('5');
    expect(document.activeElement).toBe(seats().closest('form'));
  });

  it('keeps the keyboard in the form once it is saved', async () => {
    render(<Settings />);
    await userEvent.type(seats(), '0');
    await userEvent.click(screen.getByRole('button', { name: 'Save policy' }));
    expect(screen.queryByText('Unsaved changes')).toBeNull();
    expect(document.activeElement).toBe(seats().closest('form'));
  });

  it('can neither be sent nor discarded while it is saved', async () => {
    const onSave = vi.fn();
    const { rerender } = render(<Settings onSave={onSave} />);
    await userEvent.type(seats(), '0');
    rerender(<Settings onSave={onSave} isPending />);
    await userEvent.type(seats(), '{Enter}');
    await userEvent.click(screen.getByRole('button', { name: 'Save policy' }));
    expect(onSave).not.toHaveBeenCalled();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Discard' }).disabled).toBe(true);
  });

  it('asks before the page is left with changes, and not afterwards', async () => {
    const go = vi.fn();
    render(<Settings />);
    await userEvent.type(seats(), '0');
    leavePage(go);
    expect(go).not.toHaveBeenCalled();
    expect(unsavedStore.question().title).toBe('Leave without saving?');
    unsavedStore.stay();
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    leavePage(go);
    expect(go).toHaveBeenCalledTimes(1);
  });

  it('goes on to the page that was wanted once changes are given up', async () => {
    const go = vi.fn();
    render(<Settings />);
    await userEvent.type(seats(), '0');
    leavePage(go);
    unsavedStore.discard();
    expect(go).toHaveBeenCalledTimes(1);
    expect([unsavedStore.hasChanges(), unsavedStore.isLeaving()]).toEqual([false, true]);
  });
});

describe('a form that failed to save', () => {
  it.each([
    [true, 'Couldn’t save the policy'],
    [false, 'Outcome unknown: the policy may have been saved'],
  ])('(refused: %s) claims no more than is known', async (isRefusal, title) => {
    const error = { isRefusal, detail: 'The database can’t be reached.' };
    const { rerender } = render(<Settings />);
    await userEvent.type(seats(), '0');
    rerender(<Settings error={error} />);
    expect(screen.getByRole('alert').textContent).toBe(`${title}The database can’t be reached.`);
    expect(seats().value).toBe('50');
  });

  it('shows the reason above its button where that is always there', () => {
    const error = { isRefusal: true, detail: 'The name is taken.' };
    render(
      <SaveForm {...fields} onSave={() => undefined} isPending={false} error={error}>
        <input aria-label="Name" />
      </SaveForm>,
    );
    const alert = screen.getByRole('alert');
    const button = screen.getByRole('button', { name: 'Save policy' });
    expect(alert.compareDocumentPosition(button)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });
});
