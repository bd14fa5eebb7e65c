import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startPolicyDesk, username, type PolicyDesk } from '../support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await desk.setPolicy({ approval: 'second_person' });
});
afterAll(() => desk.close());

it('shows a manager their own requests alone where they ask for those, and no more than asked for', async () => {
  await desk.ask();
  await desk.ask({}, 'manager');
  await desk.ask({ username: 'bob@north.example' }, 'manager');
  expect(await desk.approvals('manager')).toHaveLength(3);
  const own = await desk.approvals('manager', '?mine=1');
  expect(own.map((approval) => [approval.username, approval.isMine])).toEqual([
    ['bob@north.example', true],
    [username, true],
  ]);
  expect(await desk.approvals('manager', '?mine=1&limit=1')).toHaveLength(1);
});

it('never shows a technician what others ask for', async () => {
  await desk.ask({}, 'manager');
  expect(await desk.approvals('technician')).toEqual([]);
  expect(await desk.approvals('technician', '?limit=500')).toEqual([]);
});
