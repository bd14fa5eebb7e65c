import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { SegmentedControl } from '@/components/ui/segmented-control';

afterEach(cleanup);

describe('Button', () => {
  it('can’t be clicked again while pending, and keeps the focus', async () => {
    const press = vi.fn();
    const { rerender } = render(<Button onClick={press}>Save</Button>);
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    rerender(
      <Button onClick={press} isPending>
        Save
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Save' });
    await userEvent.click(button);
    await userEvent.keyboard('{Enter}');
    expect(press).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-busy')).toBe('true');
  });

  it('doesn’t submit a form again while it is being sent', async () => {
    const submit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
    render(
      <form onSubmit={submit}>
        <input aria-label="Name" />
        <Button type="submit" isPending>
          Send
        </Button>
      </form>,
    );
    await userEvent.type(screen.getByLabelText('Name'), 'Ann{Enter}');
    expect(submit).not.toHaveBeenCalled();
  });
});

describe('Field', () => {
  it('binds label, error and help to its control', () => {
    render(
      <Field label="Seats" help="How many computers." error="Must be whole." isRequired>
        {(control) => <Input {...control} />}
      </Field>,
    );
    const input = screen.getByLabelText('Seats');
    const described = (input.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(['Must be whole.', 'How many computers.']);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-required')).toBe('true');
  });
});

describe('ErrorSummary', () => {
  it('takes the focus and links each error to its field', async () => {
    Element.prototype.scrollIntoView = vi.fn();
    render(
      <>
        <ErrorSummary errors={[{ fieldId: 'email', message: 'This is no address.' }]} />
        <input id="email" aria-label="Email" />
      </>,
    );
    expect(document.activeElement).toBe(screen.getByRole('alert'));
    expect(screen.getByText('Fix 1 error to continue')).toBeTruthy();
    await userEvent.click(screen.getByRole('link', { name: 'This is no address.' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Email'));
  });

  it('isn’t rendered without errors', () => {
    render(<ErrorSummary errors={[]} />);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('choices', () => {
  it('a checkbox shows when only some items are selected', () => {
    render(<Checkbox aria-label="Select all" isIndeterminate readOnly checked={false} />);
    expect(screen.getByRole<HTMLInputElement>('checkbox').indeterminate).toBe(true);
  });

  it('a segmented control selects one of its options', async () => {
    const choose = vi.fn();
    const options = [
      { value: 'all', label: 'All' },
      { value: 'fix', label: 'Needs fixing' },
    ];
    render(<SegmentedControl label="Show" value="all" options={options} onChange={choose} />);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'All' }).checked).toBe(true);
    await userEvent.click(screen.getByRole('radio', { name: 'Needs fixing' }));
    expect(choose).toHaveBeenCalledWith('fix');
  });
});
