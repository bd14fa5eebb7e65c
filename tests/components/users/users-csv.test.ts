import { expect, it } from 'vitest';
import { usersCsv } from '@/components/users/users-csv';
import { aUser } from './support';

it('writes the chosen rows as the server’s export does', () => {
  const users = [
    aUser('ann@kestrel.example', { hasStoredPassword: true }),
    aUser('bob@kestrel.example', { seats: null, seatsUsed: null, isActive: null, createdOn: null }),
  ];
  expect(usersCsv(users)).toBe(
    '\ufeffE-mail,Seats,Used,State,Created,"Password stored"\r\n' +
      'ann@kestrel.example,5,2,Active,2026-05-03,yes\r\n' +
      'bob@kestrel.example,,,,,no\r\n',
  );
});

it.each([
  ['=cmd@kestrel.example', "'=cmd@kestrel.example"],
  ['+1@kestrel.example', "'+1@kestrel.example"],
  ['-a@kestrel.example', "'-a@kestrel.example"],
  ['@a@kestrel.example', "'@a@kestrel.example"],
])('lets no spreadsheet run %s', (username, cell) => {
  expect(usersCsv([aUser(username)])).toContain(`\r\n${cell},5,2,`);
});
