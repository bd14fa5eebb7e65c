import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namePatterns } from '@/lib/server/assignments/name-patterns';
import { ruledBy, type RulesOf } from '@/lib/server/assignments/assignments';

const matches = (name: string, value: string) => namePatterns([{ value }])(name).length === 1;

describe('a pattern of names', () => {
  it.each([
    ['north', 'ann@north.example', true],
    ['north', 'ann@south.example', false],
    ['north-*', 'north-01', true],
    ['north-*', 'the north-01', false],
    ['*-pos', 'north-pos', true],
    ['*-pos', 'north-pos-2', false],
    ['*north*', 'the north-01', true],
    ['n*th*1', 'north-01', true],
    ['n*th*1', 'north-02', false],
    // The same letter can't be the end of one part and the beginning of the next.
    ['no*or', 'nor', false],
    ['no*or', 'noor', true],
    ['a*aa*a', 'aaa', false],
    ['a**aa*a', 'aaaa', true],
    ['.', 'ann@north.example', true],
    ['(x+)+', 'xxxxxxxx', false],
  ])('%s in %s: %s', (value, name, expected) => {
    expect(matches(name, value)).toBe(expected);
  });

  it('finds what a regular expression finds, whatever the letters', () => {
    const letter = fc.constantFrom(
      'a',
      'b',
      'ab',
      '*',
      '.',
      '\\',
      'é',
      'е',
      '中',
      '😀',
      'ש',
      '\u0000',
    );
    const text = fc.array(letter, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const value = text.filter((one) => one.replaceAll('*', '') !== '');
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), text, (values, name) => {
        const found = namePatterns(values.map((one) => ({ value: one })))(name);
        expect(found.map((one) => one.value)).toEqual(
          values.filter((one) => expressionOf(one).test(name)),
        );
      }),
      { numRuns: 500 },
    );
  });
});

function expressionOf(value: string): RegExp {
  const source = value.replaceAll(/[.\\]/g, String.raw`\$&`).replaceAll('*', '[^]*');
  return new RegExp(value.includes('*') ? `^${source}$` : source);
}

describe('the rules of customers', () => {
  const item = (name: string) => ({ accountId: 'rpc_1', itemId: name, name, domain: '' });
  const named = (id: string, ...values: string[]): RulesOf => ({
    ...{ id, name: id.toUpperCase() },
    rules: values.map((value) => ({ of: 'users', kind: 'name', value })),
  });

  it('say nothing of what they don’t find, and nothing certain of what several find', () => {
    const ruled = ruledBy([named('a', 'North', 'nor*'), named('b', 'OR')], () => undefined);
    expect(ruled(item('Ann'))).toBeUndefined();
    expect(ruled(item('ORB'))).toEqual({
      customer: { id: 'b', name: 'B', source: 'name', value: 'OR' },
    });
    expect(ruled(item('NORTH'))).toEqual({
      customer: null,
      severalCustomers: [
        { id: 'a', name: 'A' },
        { id: 'b', name: 'B' },
      ],
    });
  });

  // 100,000 users and 500 rules take about 0.1 s; in processor time, so that a busy machine counts
  // for nothing.
  it('are looked up for 100,000 users and 500 rules in well under a second', () => {
    const customers = Array.from({ length: 500 }, (_, one) => named(`c${one}`, `company-${one}.`));
    const users = Array.from({ length: 100_000 }, (_, one) =>
      item(`first.last${one}@company-${one % 1_000}.example`),
    );
    const before = process.cpuUsage();
    const ruled = ruledBy(customers, () => undefined);
    expect(users.filter((user) => ruled(user)?.customer)).toHaveLength(50_000);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});
