import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '../support/policy-desk';

// A desk for each test: the activity, which is counted, only grows.
let desk: PolicyDesk;

beforeEach(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterEach(() => desk.close());

describe('a limit per person and hour', () => {
  it('counts the sign-ins of a person within an hour, and raises one alarm (N46)', async () => {
    await desk.setPolicy({ perHourLimit: 3 });
    const codes: number[] = [];
    for (let click = 0; click < 20; click += 1) {
      desk.forgetClicks();
      codes.push((await desk.signIn()).status);
    }
    expect(codes).toEqual([303, 303, 303, ...Array(17).fill(429)]);
    expect(desk.calls()).toHaveLength(3);
    const over = await desk.signIn();
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(3_500);
    expect(await codeOf(over)).toEqual([429, 'rate_limited']);
    const alarms = (await desk.said()).filter((said) => said.includes('limit_reached'));
    expect(alarms).toEqual(['auto_login.limit_reached denied']);
    desk.forgetClicks();
    expect((await desk.signIn({}, 'manager')).status).toBe(303);
  });

  it('lets no two at once be the last below the limit', async () => {
    await desk.setPolicy({ perHourLimit: 2 });
    const answers = await Promise.all(
      ['ann@south.example', 'bob@north.example', 'eve@sub.north.example', 'nobody@x.example'].map(
        (username) => desk.signIn({ username, password: PASSWORD }),
      ),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(desk.calls()).toHaveLength(2);
  });
});
