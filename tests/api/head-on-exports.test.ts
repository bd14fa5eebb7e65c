import { afterAll, beforeAll, expect, it } from 'vitest';
import * as accessReport from '@/app/api/activity/access-report/route';
import * as activityExport from '@/app/api/activity/export/route';
import * as events from '@/app/api/batches/[id]/events/route';
import * as results from '@/app/api/batches/[id]/results/route';
import * as usersExport from '@/app/api/users/export/route';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.close());

it.each([
  ['users', '/api/users/export?format=csv', usersExport, 'GET, POST, OPTIONS'],
  ['the audit log', '/api/activity/export?format=csv', activityExport, 'GET, OPTIONS'],
  ['the access report', '/api/activity/access-report?month=2026-11', accessReport, 'GET, OPTIONS'],
  ['results', '/api/batches/x/results?format=csv', results, 'GET, OPTIONS'],
  ['live progress', '/api/batches/x/events', events, 'GET, OPTIONS'],
])('HEAD on an export of %s is 405 and counts nothing (S22)', async (_name, path, route, allow) => {
  const before = await db().$count(auditEvents);
  const params = { id: `bat_${'x'.repeat(24)}` };
  for (let call = 0; call < 3; call += 1) {
    const answer = await desk.call(route.HEAD, `HEAD ${path}`, { params });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  }
  const options = await desk.call(route.OPTIONS, `OPTIONS ${path}`, { params });
  expect(options.headers.get('allow')).toBe(allow);
  expect(await db().$count(auditEvents)).toBe(before);
});
