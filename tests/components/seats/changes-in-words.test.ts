import { expect, it } from 'vitest';
import { inWords } from '@/components/seats/seats-changes';

const none = { joined: 0, left: 0, more: 0, less: 0 };

it.each([
  [
    { ...none, joined: 2, left: 1, more: 3, less: 1 },
    6,
    '2 joined · 1 left · 3 got more seats · 1 got fewer · +6 seats',
  ],
  [{ ...none, left: 1 }, -1, '1 left · −1 seat'],
  [{ ...none, joined: 1, left: 1 }, 0, '1 joined · 1 left'],
])('%j and %i seats: %s', (counts, seats, text) => expect(inWords({ counts, seats })).toBe(text));
