import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  isPasswordUsable,
  needsStepUp,
  needsStepUpToStore,
  signInNeeds,
} from '@/components/sign-in-as/sign-in-as-button';
import { forgetStepUp, rememberStepUp } from '@/lib/client/step-up';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { aUser, openPolicy } from '@/tests/components/users/support';
import { easyPolicy } from '@/tests/support/staff-policy';

afterEach(() => {
  forgetStepUp();
  vi.useRealTimers();
});

const stored = { hasStoredPassword: true, storedPassword: 'stored' } as const;
const ann = (more: Partial<CustomerUser> = stored) => aUser('ann@kestrel.example', more);
const policy = (more: Partial<AccountPolicy>): AccountPolicy => ({ ...openPolicy, ...more });

describe('a stored password', () => {
  it.each([
    [stored, true],
    [{ hasStoredPassword: true }, true],
    [{ hasStoredPassword: true, storedPassword: 'refused' }, false],
    [{ hasStoredPassword: true, storedPassword: 'unreadable' }, false],
    [{ hasStoredPassword: false }, false],
  ] as [Partial<CustomerUser>, boolean][])('can be used with %j: %s', (more, isUsable) => {
    expect(isPasswordUsable(ann(more))).toBe(isUsable);
  });
});

describe('a sign-in as a customer', () => {
  it('is one click where nothing is asked', () => {
    expect(signInNeeds(ann(), openPolicy)).toBe('nothing');
    expect(signInNeeds(ann(), undefined)).toBe('nothing');
  });

  it('needs a dialog without a usable password, whatever the policy', () => {
    expect(signInNeeds(ann({}), openPolicy)).toBe('dialog');
    expect(signInNeeds(ann({ ...stored, storedPassword: 'refused' }), undefined)).toBe('dialog');
  });

  it.each([
    { reasonRequired: true },
    { ticketPattern: 'REQ-####' },
    { approval: 'second_person' },
    { stepUp: 'password' },
  ] as const)('needs a dialog where the policy has %j', (more) => {
    expect(signInNeeds(ann(), policy(more))).toBe('dialog');
  });

  it.each([{ perHourLimit: 1 }, { maxSeatsPerInvitation: 0 }, { approvalMinutes: 1 }])(
    'needs none for %j',
    (more) => expect(signInNeeds(ann(), policy(more))).toBe('nothing'),
  );

  it.each([
    ['ann@kestrel.example', true],
    ['kestrel.example', true],
    ['example', true],
    ['bob@kestrel.example', false],
    ['estrel.example', false],
    ['ann@', false],
  ])('is blocked where %s is: %s', (blocked, isBlocked) => {
    const blocks = policy({ blockedCustomers: [blocked] });
    expect(signInNeeds(ann(), blocks)).toBe(isBlocked ? 'blocked' : 'nothing');
  });

  it('is blocked before anything is asked', () => {
    const both = policy({ blockedCustomers: ['kestrel.example'], reasonRequired: true });
    expect(signInNeeds(ann({}), both)).toBe('blocked');
  });
});

describe('the own password', () => {
  const asks = policy({ stepUp: 'password' });

  it('isn’t asked for again for nine minutes after it was confirmed', () => {
    vi.useFakeTimers();
    rememberStepUp();
    vi.advanceTimersByTime(9 * 60_000 - 1);
    expect([needsStepUp(asks), signInNeeds(ann(), asks)]).toEqual([false, 'nothing']);
    vi.advanceTimersByTime(1);
    expect([needsStepUp(asks), signInNeeds(ann(), asks)]).toEqual([true, 'dialog']);
  });

  it('is asked for before storing one only where the team’s policy says so', () => {
    const team = (stepUpBefore: ('passwords' | 'exports' | 'access')[]) =>
      needsStepUpToStore({ ...easyPolicy, stepUpBefore });
    expect(team(['passwords'])).toBe(true);
    expect(team(['exports', 'access'])).toBe(false);
    expect(needsStepUpToStore(undefined)).toBe(false);
    rememberStepUp();
    expect(team(['passwords'])).toBe(false);
  });
});
