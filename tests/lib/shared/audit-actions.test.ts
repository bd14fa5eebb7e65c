import { expect, it } from 'vitest';
import { describeAction } from '@/lib/shared/audit-actions';

it.each([
  ['account.policy_changed', 'success', 'Changed the account policy'],
  ['connection.opened', 'success', 'Opened a connection'],
  ['connection.opened', 'failure', 'Failed to open a connection'],
] as const)('describes %s with outcome %s as %s', (action, outcome, text) => {
  expect(describeAction({ action, outcome })).toBe(text);
});

it.each([
  ['policy.changed_twice', 'Policy changed twice'],
  ['constructor', 'Constructor'],
])('shows %s, an action from an earlier version, by its name', (action, text) => {
  expect(describeAction({ action, outcome: 'success' })).toBe(text);
});
