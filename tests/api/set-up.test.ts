import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/set-up/route';
import { GET as listStaff, POST as inviteStaff } from '@/app/api/staff/route';
import { createFirstSetUpLink } from '@/lib/server/staff/set-up-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const PASSWORD = 'four winds over Lund 8';
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const setUp = (json: unknown, headers = {}) =>
  desk.call(POST, 'POST /api/set-up', { as: null, json, headers });
const tokenOf = (url: string | null) => new URL(url ?? '').searchParams.get('token') ?? '';

describe('setting up', () => {
  it('creates the first administrator once, even with two tabs', async () => {
    const token = tokenOf(await createFirstSetUpLink());
    const input = { token, email: 'Lead@Desk.Example', name: 'Lead', password: PASSWORD };
    const answers = await Promise.all([setUp(input), setUp(input)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 410]);
    expect(await createFirstSetUpLink()).toBeNull();
  });

  it('refuses a token that was never issued', async () => {
    const answer = await setUp({
      token: 'x'.repeat(43),
      email: 'a@desk.example',
      password: PASSWORD,
    });
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ code: 'token_spent', status: 410 });
  });

  it('rejects a short or easy password and leaves the link usable', async () => {
    const created = await desk.call(inviteStaff, 'POST /api/staff', {
      json: { email: 'new@desk.example', name: 'New', role: 'viewer' },
    });
    expect(created.status).toBe(201);
    const token = tokenOf(((await created.json()) as { setUpUrl: string }).setUpUrl);
    const short = await setUp({ token, password: 'too short' });
    expect(short.status).toBe(400);
    expect(await short.json()).toMatchObject({ errors: [{ path: 'password' }] });
    expect((await setUp({ token, password: 'password password' })).status).toBe(400);
    const own = await setUp({ token, password: 'New@desk.example' });
    expect(await own.json()).toMatchObject({
      errors: [{ path: 'password', message: expect.stringContaining('your email address') }],
    });
    expect((await setUp({ token, password: PASSWORD })).status).toBe(204);
    expect((await setUp({ token, password: PASSWORD })).status).toBe(410);
    const staff = (await (await desk.call(listStaff, 'GET /api/staff')).json()) as {
      items: { email: string; hasPassword: boolean; role: string }[];
    };
    expect(staff.items.find((member) => member.email === 'new@desk.example')).toMatchObject({
      hasPassword: true,
      role: 'viewer',
    });
  });

  it('refuses a post from another site', async () => {
    const answer = await setUp(
      { token: 'x', password: PASSWORD },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(403);
  });
});
