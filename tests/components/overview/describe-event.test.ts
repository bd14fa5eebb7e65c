import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeEvent, withoutRequests } from '@/components/overview/latest-events';
import { anEvent } from './support';

it('describes an event as a sentence about its target', () => {
  expect(describeEvent(anEvent({ action: 'staff.invited', target: 'bo@desk.example' }))).toEqual({
    before: 'invited',
    target: 'bo@desk.example',
    after: 'to the team',
  });
});

it('uses a service’s name instead of its id', () => {
  const event = anEvent({
    action: 'connection.opened',
    target: '80:00:00:00:01:00:8f:a1',
    details: { service: 'nas-ssh' },
  });
  expect(describeEvent(event)).toEqual({ before: 'connected to', target: 'nas-ssh', after: '' });
});

it.each([
  ['auto_login.denied', 'wasn’t allowed to sign in as', ''],
  ['auto_login.requested', 'requested a sign-in as', ''],
  ['auto_login.opened', 'got a sign-in link for', ''],
  ['auto_login.failed', 'couldn’t sign in as', ''],
  ['auto_login.unconfirmed', 'requested a sign-in as', ', but RemotePC didn’t respond'],
])('describes %s without claiming that a session was opened', (action, before, after) => {
  const event = anEvent({ action, target: 'ann@kestrel.example' });
  expect(describeEvent(event)).toEqual({ before, target: 'ann@kestrel.example', after });
});

it('has a sentence for every action of the audit log', () => {
  const source = readFileSync('lib/shared/audit-actions.ts', 'utf8');
  const auditActions = [...source.matchAll(/^  '([a-z_]+\.[a-z_]+)':/gm)].map(
    ([, action]) => action ?? '',
  );
  expect(auditActions.length).toBeGreaterThan(30);
  const missing = auditActions.filter(
    (action) => describeEvent(anEvent({ action })).before === action.replaceAll(/[._]/g, ' '),
  );
  expect(missing).toEqual([]);
});

it('shows an unknown action by its name', () => {
  const event = anEvent({ action: 'policy.changed_twice', target: 'reason' });
  expect(describeEvent(event)).toEqual({
    before: 'policy changed twice',
    target: 'reason',
    after: '',
  });
});

it('leaves out a request whose result is listed, and keeps one without', () => {
  const asked = anEvent({ id: 'a', action: 'user.add_requested' });
  const added = anEvent({ id: 'b', action: 'user.added' });
  const lost = anEvent({ id: 'c', action: 'user.add_requested', requestId: 'req-2' });
  expect(withoutRequests([added, asked, lost]).map(({ id }) => id)).toEqual(['b', 'c']);
});
