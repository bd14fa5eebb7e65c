import { describe, expect, it } from 'vitest';
import { changedName, differenceOf, fieldName, kindWords } from '@/components/changes/change-words';
import { aChange } from './support';

describe('the name of a field', () => {
  it.each([
    ['perHourLimit', 'Sign-ins per person per hour'],
    ['stepUp', 'Password confirmation'],
    ['keyVersion', 'Key'],
    ['customerIds', 'Customers'],
  ])('%s is “%s”', (field, name) => expect(fieldName(field)).toBe(name));

  it('is made of its own words if it is a new one', () => {
    expect(fieldName('warnBeforeDays')).toBe('Warn before days');
  });
});

describe('what becomes of a field', () => {
  it.each([
    ['a number', { field: 'perHourLimit', before: 10, after: 20 }, '10', '20'],
    ['a limit that there wasn’t', { field: 'holdAbove', before: null, after: 50 }, 'None', '50'],
    ['an empty text', { field: 'ticketPattern', before: '', after: 'HD-*' }, 'None', 'HD-*'],
    ['yes or no', { field: 'reasonRequired', before: true, after: false }, 'Yes', 'No'],
    [
      'who approves',
      { field: 'approval', before: 'none', after: 'second_person' },
      'Not required',
      'A second person',
    ],
    [
      'the confirmation',
      { field: 'stepUp', before: 'password', after: 'none' },
      'Required',
      'Not required',
    ],
    [
      'a choice that this version doesn’t know',
      { field: 'stepUp', before: 'password', after: 'passkey' },
      'Required',
      'passkey',
    ],
    [
      'the same word elsewhere, as it is',
      { field: 'name', before: 'none', after: 'password' },
      'none',
      'password',
    ],
    ['a key', { field: 'keyVersion', before: 1, after: 2 }, 'Version 1', 'Version 2'],
    [
      'a built-in role by its name',
      { field: 'role', before: 'technician', after: 'administrator' },
      'Technician',
      'Administrator',
    ],
    [
      'all accounts, not none',
      { field: 'accountIds', before: null, after: ['rpc_1', 'rpc_2'] },
      'All',
      'rpc_1, rpc_2',
    ],
    ['no customers', { field: 'customerIds', before: null, after: [] }, 'All', 'None'],
  ])('%s', (_, change, before, after) => {
    expect(differenceOf(change)).toEqual({ before, after });
  });

  it('is what comes and goes, for a list', () => {
    expect(
      differenceOf({
        field: 'reasons',
        before: ['Printer', 'Update'],
        after: ['Update', 'New computer'],
      }),
    ).toEqual({ added: ['New computer'], removed: ['Printer'] });
  });

  it('is what comes, for a list that there wasn’t: the permissions of a new role, by their labels', () => {
    expect(
      differenceOf({ field: 'permissions', before: null, after: ['users.read', 'users.export'] }),
    ).toEqual({ added: ['View the overview, users, and seats', 'Export users'], removed: [] });
  });
});

it('names the team policy within a sentence', () => {
  const policy = aChange({ kind: 'staff_policy', targetName: 'Team policy' });
  expect(`${kindWords[policy.kind]} ${changedName(policy)}`).toBe('change the team policy');
  const role = aChange({ kind: 'role_delete', targetName: 'Night shift' });
  expect(`${kindWords[role.kind]} ${changedName(role)}`).toBe('delete the role Night shift');
});
