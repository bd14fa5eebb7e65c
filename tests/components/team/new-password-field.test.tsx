import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { NewPasswordField } from '@/components/team/new-password-field';

function Form() {
  const [value, setValue] = useState('');
  return (
    <NewPasswordField
      label="New password"
      hasFactor={false}
      value={value}
      error={undefined}
      onChange={setValue}
    />
  );
}

it('takes a pasted password whole, and one from a password manager, which knows that it is new', async () => {
  render(<Form />);
  const field = screen.getByLabelText<HTMLInputElement>('New password');
  expect([field.autocomplete, field.type, field.maxLength]).toEqual([
    'new-password',
    'password',
    -1,
  ]);
  await userEvent.click(field);
  const long = 'v7Kq!x2Lw9#pZr4T '.repeat(20);
  await userEvent.paste(long);
  expect(field.value).toBe(long);
});

it('can be read while it is typed', async () => {
  render(<Form />);
  await userEvent.click(screen.getByRole('button', { name: 'Show characters' }));
  expect(screen.getByLabelText<HTMLInputElement>('New password').type).toBe('text');
  await userEvent.click(screen.getByRole('button', { name: 'Hide characters' }));
  expect(screen.getByLabelText<HTMLInputElement>('New password').type).toBe('password');
});
