import { describe, expect, it } from 'vitest';
import { choicesCookie, noChoices, offeredChoices, readChoices } from '@/lib/shared/account-choice';
import { east, north, sandbox, south } from '@/tests/components/account-choice/support';

const jar = (cookie: string) => ({
  get: (name: string) => {
    const [pair = ''] = cookie.split(';');
    return pair.startsWith(`${name}=`) ? { value: pair.slice(name.length + 1) } : undefined;
  },
});

describe('the remembered choice', () => {
  it('is read back for the same person only', () => {
    const choices = { remotepc: 'all', remoteit: 'rit_west' };
    const cookie = choicesCookie('stf_1', choices, false);
    expect(readChoices(jar(cookie), 'stf_1')).toEqual(choices);
    expect(readChoices(jar(cookie), 'stf_2')).toBeNull();
    expect(readChoices(jar(''), 'stf_1')).toBeNull();
  });

  it('is bound to this host over TLS', () => {
    const cookie = choicesCookie('stf_1', noChoices, true);
    expect(cookie).toMatch(/^__Host-accounts=stf_1\.\.; path=\/; .*; secure$/);
    expect(readChoices(jar(cookie), 'stf_1')).toEqual(noChoices);
  });

  it.each([
    ['an account that can be seen', [north, south], 'rpc_south', 'rpc_south'],
    ['an account that can’t be seen', [north, south], 'rpc_gone', null],
    ['an account of the other vendor', [north, south, east], 'rit_east', null],
    ['the only account', [north, east], 'rpc_north', null],
    ['all of two', [north, south], 'all', 'all'],
    ['all of one', [north], 'all', null],
    ['all, if only the sandbox is beside a real one', [north, sandbox], 'all', null],
    ['the sandbox beside a real one', [north, sandbox], 'rpc_sandbox', 'rpc_sandbox'],
  ])('counts if it can still be selected: %s', (_, accounts, remotepc, expected) => {
    const choices = { ...noChoices, remotepc };
    expect(offeredChoices(accounts, choices)).toEqual({ remotepc: expected, remoteit: null });
  });
});
