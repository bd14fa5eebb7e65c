import { describe, expect, it } from 'vitest';
import { accountPolicySchema } from '@/lib/contract/policy';
import { matchesTicketPattern } from '@/lib/contract/policy-rules';

describe('a ticket pattern', () => {
  it.each([
    ['INC-####', 'INC-1234', true],
    ['INC-####', 'inc-1234', true],
    ['INC-####', 'INC-12345', false],
    ['INC-####', 'INC-12a4', false],
    ['INC-*', 'INC-1', true],
    ['INC-*', 'INC-', false],
    ['INC-*', 'INC-a b', false],
    ['???-*', 'abc-9', true],
    ['*', 'anything_at/all-1.2', true],
    ['*-#', 'a-b-1', true],
    ['a.c', 'abc', false],
    ['#', '٣', false],
  ])('%s and %s: %s', (pattern, ticket, isRight) => {
    expect(matchesTicketPattern(pattern, ticket)).toBe(isRight);
  });

  it('is fast for every pattern and ticket (N34)', () => {
    const before = process.cpuUsage();
    const pattern = `${'*'.repeat(59)}#`;
    expect(matchesTicketPattern(pattern, 'a'.repeat(200))).toBe(false);
    expect(matchesTicketPattern('*#*#*#*#*#*#*#*#x', '1'.repeat(200))).toBe(false);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(100);
  });
});

describe('an account’s policy', () => {
  it('is complete even if little or nothing is given', () => {
    expect(accountPolicySchema.parse({})).toEqual({
      maxSeatsPerInvitation: null,
      holdAbove: null,
      reasonRequired: false,
      reasonMinLength: 10,
      reasons: [],
      ticketPattern: null,
      stepUp: 'none',
      approval: 'none',
      approvalMinutes: 15,
      approvalHours: 0,
      blockedCustomers: [],
      perHourLimit: 500,
    });
  });

  it('normalizes blocked users like email addresses', () => {
    const blockedCustomers = [
      ' Ann@Hill.Example ',
      'HILL.example',
      '@hill.example',
      '*@hill.example',
    ];
    expect(accountPolicySchema.parse({ blockedCustomers }).blockedCustomers).toEqual([
      'ann@hill.example',
      'hill.example',
      'hill.example',
      'hill.example',
    ]);
  });

  it.each([
    { ticketPattern: '' },
    { ticketPattern: '(a+)+$' },
    { ticketPattern: 'x'.repeat(61) },
    { blockedCustomers: ['hill'] },
    { blockedCustomers: ['@'] },
    { stepUp: 'always' },
    { approvalMinutes: 0 },
    { reasonMinLength: 1_000 },
    { perHourLimit: 0 },
    { isAdmin: true },
  ])('refuses %j', (policy) => {
    expect(accountPolicySchema.safeParse(policy).success).toBe(false);
  });
});
