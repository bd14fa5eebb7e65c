import { expect, it } from 'vitest';
import { generatePassword } from '@/components/users/generate-password';

it('generates 20 unambiguous characters with a digit and both cases', () => {
  const made = Array.from({ length: 500 }, generatePassword);
  for (const password of made) {
    expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{20}$/);
    expect(password).not.toMatch(/[lIO01]/);
    expect(password).toMatch(/[a-z]/);
    expect(password).toMatch(/[A-Z]/);
    expect(password).toMatch(/[2-9]/);
  }
  expect(new Set(made).size).toBe(500);
});
