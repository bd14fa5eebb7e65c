import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/set-up/route';
import { GET as listStaff, POST as inviteStaff } from '@/app/api/staff/route';
import { db } from '@/lib/server/db/client';
import { describeSetUpToken } from '@/lib/server/staff/set-up';
import { createFirstSetUpLink } from '@/lib/server/staff/set-up-links';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { forgetGuesses } from '@/tests/support/guesses';

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

describe('N15: a setup link', () => {
  async function invited(email: string): Promise<string> {
    const json = { email, name: 'New', role: 'viewer' };
    const created = await desk.call(inviteStaff, 'POST /api/staff', { json });
    return tokenOf(((await created.json()) as { setUpUrl: string }).setUpUrl);
  }
  /** As if that much time had passed since any link was created. */
  const pass = (time: string) =>
    db().execute(sql.raw(`update set_up_tokens set expires_at = expires_at - interval '${time}'`));

  it('works for 24 hours, and not a second longer', async () => {
    const token = await invited('late@desk.example');
    await pass('23 hours 59 minutes 50 seconds');
    expect(await describeSetUpToken(token)).toMatchObject({ email: 'late@desk.example' });
    await pass('10 seconds');
    expect(await describeSetUpToken(token)).toBeNull();
    const answer = await setUp({ token, password: PASSWORD });
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ code: 'token_spent' });
    await pass('-10 seconds');
    expect((await setUp({ token, password: PASSWORD })).status).toBe(204);
  });

  it('has 256 random bits, of which a right start or an added letter opens nothing', async () => {
    const tokens = await Promise.all(['one', 'two'].map((who) => invited(`${who}@desk.example`)));
    expect(new Set(tokens).size).toBe(2);
    const [token = ''] = tokens;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const last = token.endsWith('A') ? 'E' : 'A';
    for (const guess of [
      token.slice(0, -1) + last,
      token.slice(0, 22),
      `${token}A`,
      `${token}=`,
      token.toUpperCase(),
      `${token.slice(0, 20)}%`,
    ]) {
      await forgetGuesses();
      expect((await setUp({ token: guess, password: PASSWORD })).status, guess).toBe(410);
    }
    expect((await setUp({ token, password: PASSWORD })).status).toBe(204);
  });

  it('can’t be found by guessing: thirty a minute from a network are compared', async () => {
    const token = await invited('guessed@desk.example');
    await forgetGuesses();
    const guesses = Array.from({ length: 40 }, (_, index) =>
      setUp({ token: String(index).padStart(43, 'x'), password: PASSWORD }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 410)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await setUp({ token, password: PASSWORD })).status).toBe(204);
  });
});
