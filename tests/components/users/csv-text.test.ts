import { expect, it } from 'vitest';
import { csvText } from '@/components/users/csv-text';

it('writes rows as the server’s exports do', () => {
  expect(
    csvText([
      ['E-mail', 'Seats', 'Password stored'],
      ['ann@kestrel.example', 5, null],
    ]),
  ).toBe('\ufeffE-mail,Seats,"Password stored"\r\nann@kestrel.example,5,\r\n');
});

it.each([
  ['=cmd@kestrel.example', "'=cmd@kestrel.example"],
  ['+1@kestrel.example', "'+1@kestrel.example"],
  ['-a@kestrel.example', "'-a@kestrel.example"],
  ['@a@kestrel.example', "'@a@kestrel.example"],
])('lets no spreadsheet run %s', (text, cell) => {
  expect(csvText([[text, 1]])).toBe(`\ufeff${cell},1\r\n`);
});
