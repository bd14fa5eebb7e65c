import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeEvent, withoutRequests } from '@/components/overview/last-activity';
import { anEvent } from './support';

it('tells an event as a sentence about its target', () => {
  expect(describeEvent(anEvent({ action: 'staff.invited', target: 'bo@desk.example' }))).toEqual({
    before: 'invited',
    target: 'bo@desk.example',
    after: 'to the staff',
  });
});

it('names a service by its name rather than its id', () => {
  const event = anEvent({
    action: 'connection.opened',
    target: '80:00:00:00:01:00:8f:a1',
    details: { service: 'nas-ssh' },
  });
  expect(describeEvent(event)).toEqual({ before: 'connected to', target: 'nas-ssh', after: '' });
});

it.each([
  ['auto_login.denied', 'wanted to sign in as'],
  ['auto_login.requested', 'asked to sign in as'],
  ['auto_login.opened', 'got a sign-in link for'],
  ['auto_login.failed', 'tried to sign in as'],
  ['auto_login.unconfirmed', 'asked to sign in as'],
])('says of %s what is known, and nothing of the customer’s session', (action, before) => {
  const event = anEvent({ action, target: 'ann@kestrel.example' });
  expect(describeEvent(event)).toEqual({ before, target: 'ann@kestrel.example', after: '' });
});

it('has words of its own for every action of the activity', () => {
  const source = readFileSync('lib/shared/audit-actions.ts', 'utf8');
  const auditActions = [...source.matchAll(/^  '([a-z_]+\.[a-z_]+)':/gm)].map(
    ([, action]) => action ?? '',
  );
  expect(auditActions.length).toBeGreaterThan(30);
  const unspoken = auditActions.filter(
    (action) => describeEvent(anEvent({ action })).before === action.replaceAll(/[._]/g, ' '),
  );
  expect(unspoken).toEqual([]);
});

it('tells an action it has no words for as readable as it is', () => {
  const event = anEvent({ action: 'policy.changed_twice', target: 'reason' });
  expect(describeEvent(event)).toEqual({
    before: 'policy changed twice',
    target: 'reason',
    after: '',
  });
});

it('leaves out a request whose outcome is told, and keeps one without', () => {
  const asked = anEvent({ id: 'a', action: 'user.add_requested' });
  const added = anEvent({ id: 'b', action: 'user.added' });
  const lost = anEvent({ id: 'c', action: 'user.add_requested', requestId: 'req-2' });
  expect(withoutRequests([added, asked, lost]).map(({ id }) => id)).toEqual(['b', 'c']);
});
