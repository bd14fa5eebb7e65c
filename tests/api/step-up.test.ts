import { eq, sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as AUTO_LOGIN } from '@/app/api/auto-login/route';
import { stepUpSession } from '@/lib/server/auth/move-session';
import { endSession, endSessionsOf, findSession, startSession } from '@/lib/server/auth/sessions';
import { db, pool } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import { cookieOf } from '@/tests/support/call-route';
import { forgetGuesses, passGuessSeconds } from '@/tests/support/guesses';
import {
  codeOf,
  STAFF_PASSWORD,
  startPolicyDesk,
  type PolicyDesk,
} from '@/tests/support/policy-desk';

const opened = vi.hoisted(() => ({ secrets: 0 }));
vi.mock('@/lib/server/vault/seal', async (importActual) => {
  const actual = await importActual<typeof import('@/lib/server/vault/seal')>();
  return {
    ...actual,
    unseal: (...given: Parameters<typeof actual.unseal>) => {
      opened.secrets += 1;
      return actual.unseal(...given);
    },
  };
});

let desk: PolicyDesk;

const asAtFirst = {
  steppedUpAt: null,
  revokedAt: null,
  replacedBy: null,
  expiresAt: sql`now() + interval '12 hours'`,
};

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await db().update(staffSessions).set(asAtFirst);
  await forgetGuesses();
  await desk.setPolicy({ stepUp: 'password' });
  opened.secrets = 0;
});
afterAll(() => desk.close());

describe('POST /api/step-up (N16)', () => {
  it('allows sign-ins as customers in this session, and decrypts no password before', async () => {
    expect(await codeOf(await desk.signIn())).toEqual([403, 'step_up_required']);
    expect([opened.secrets, desk.calls()]).toEqual([0, []]);
    expect((await desk.stepUp(STAFF_PASSWORD)).status).toBe(204);
    expect((await desk.signIn()).status).toBe(303);
    expect([opened.secrets, desk.calls()]).toEqual([1, ['signin']]);
    expect(await desk.said()).toContain('session.stepped_up success');
  });

  it('continues under a new id: a stolen copy of the cookie gains nothing and soon ends (N12)', async () => {
    const { sessionId: stolen } = await desk.staff('technician');
    const response = await desk.stepUp(STAFF_PASSWORD);
    expect(response.headers.get('set-cookie')).toMatch(
      /^reseller-desk\.session=[\w.-]+; Path=\/; Expires=[^;]+; Max-Age=604800; HttpOnly; SameSite=lax$/,
    );
    const { sessionId } = await desk.staff('technician');
    expect(sessionId).not.toBe(stolen);
    const cookie = await cookieOf({ sessionId: stolen });
    const asThief = () =>
      desk.call(AUTO_LOGIN, 'POST /api/auto-login', {
        as: null,
        form: { username: 'ann@south.example' },
        headers: { cookie },
      });
    expect(await codeOf(await asThief())).toEqual([403, 'step_up_required']);
    await desk.passSeconds('staff_sessions', ['expires_at'], 11);
    expect(await codeOf(await asThief())).toEqual([401, 'unauthorized']);
    expect(desk.calls()).toEqual([]);
    expect((await desk.signIn()).status).toBe(303);
  });

  it('repeated under the old id stays one session, and signing out ends both ids', async () => {
    const { sessionId: old } = await desk.staff('technician');
    const both = await Promise.all([stepUpSession(old), stepUpSession(old)]);
    expect(both[0]).toMatch(/^ses_/);
    expect(both[1]).toBe(both[0]);
    const next = both[0] ?? '';
    expect(await findSession(next)).toMatchObject({ id: next });
    expect(await findSession(old)).toMatchObject({ id: old });
    await endSession(next);
    expect([await findSession(next), await findSession(old)]).toEqual([null, null]);
    expect(await stepUpSession(old)).toBeNull();

    const other = await startSession((await desk.staff('technician')).id, {
      ip: null,
      userAgent: null,
    });
    const since = (await stepUpSession(other)) ?? '';
    await endSession(other);
    expect([await findSession(other), await findSession(since)]).toEqual([null, null]);
  });

  it('doesn’t extend the session', async () => {
    const endOf = async (id: string) => {
      const [row] = await db().select().from(staffSessions).where(eq(staffSessions.id, id));
      return row?.expiresAt;
    };
    const before = await endOf((await desk.staff('technician')).sessionId);
    await desk.stepUp(STAFF_PASSWORD);
    expect(await endOf((await desk.staff('technician')).sessionId)).toEqual(before);
  });

  it('isn’t granted to a session that has just ended', async () => {
    const { sessionId } = await desk.staff('technician');
    await endSessionsOf((await desk.staff('technician')).id);
    expect(await stepUpSession(sessionId)).toBeNull();
  });

  it('counts for no one else', async () => {
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    expect(await codeOf(await desk.signIn())).toEqual([403, 'step_up_required']);
    expect(desk.calls()).toEqual([]);
  });

  it('expires after ten minutes, and using it doesn’t extend it', async () => {
    await desk.stepUp(STAFF_PASSWORD);
    await desk.passMinutes('staff_sessions', ['stepped_up_at'], 9);
    expect((await desk.signIn()).status).toBe(303);
    await desk.passMinutes('staff_sessions', ['stepped_up_at'], 1);
    await desk.forgetClicks();
    expect(await codeOf(await desk.signIn())).toEqual([403, 'step_up_required']);
    expect(desk.calls()).toEqual(['signin']);
  });

  it('ends with the session', async () => {
    await desk.stepUp(STAFF_PASSWORD);
    await endSessionsOf((await desk.staff('technician')).id);
    expect(await codeOf(await desk.signIn())).toEqual([401, 'unauthorized']);
    expect(desk.calls()).toEqual([]);
  });

  it('counts forty simultaneous wrong passwords and compares only ten, with one event each for refusals and hold', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => desk.stepUp('a guess')));
    const codes = await Promise.all(
      answers.map(async (answer) => (await codeOf(answer)).join(' ')),
    );
    expect(codes.filter((code) => code === '403 step_up_failed')).toHaveLength(10);
    expect(codes.filter((code) => code === '429 too_many_requests')).toHaveLength(30);
    const held = await desk.stepUp(STAFF_PASSWORD);
    expect(Number(held.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    const said = await desk.said();
    expect(said.filter((event) => event.startsWith('session.')).sort()).toEqual([
      'session.step_up_held denied',
      'session.step_up_refused denied',
    ]);
    await passGuessSeconds(60);
    expect((await desk.stepUp(STAFF_PASSWORD)).status).toBe(204);
  });

  it('isn’t granted by guesses', async () => {
    for (let guess = 0; guess < 3; guess += 1) await desk.stepUp('a guess');
    expect(await codeOf(await desk.signIn())).toEqual([403, 'step_up_required']);
    expect(desk.calls()).toEqual([]);
    expect(JSON.stringify(await desk.events())).not.toContain('a guess');
  });

  it('accepts only a password', async () => {
    const { POST } = await import('@/app/api/step-up/route');
    for (const json of [{}, { password: '' }, { password: 'x'.repeat(1_001) }, { password: 1 }]) {
      const response = await desk.call(POST, 'POST /api/step-up', { as: 'viewer', json });
      expect(await codeOf(response)).toEqual([400, 'invalid_request']);
    }
  });
});

describe('a confirmation whose commit was saved, but whose answer the database lost', () => {
  /** Breaks the connection right behind the commit that ends this session's first id. */
  function loseNextCommit(): () => void {
    const database = pool();
    const connect = database.connect.bind(database) as (...given: unknown[]) => Promise<PoolClient>;
    const restore = () => Object.assign(database, { connect });
    const watched = async (...given: unknown[]) => {
      const client = await connect(...given);
      // With a callback it is the pool itself that asks, for a statement outside of transactions.
      if (given.length > 0) return client;
      const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
      let isStepUp = false;
      const breaking = async (...statement: unknown[]) => {
        const answer = await query(...statement);
        const [first] = statement;
        const text = typeof first === 'string' ? first : (first as { text: string }).text;
        isStepUp ||= text.startsWith('insert into "staff_sessions"');
        if (text !== 'commit' || !isStepUp) return answer;
        restore();
        Object.assign(client, { query });
        throw new Error('Connection terminated unexpectedly');
      };
      return Object.assign(client, { query: breaking });
    };
    Object.assign(database, { connect: watched });
    return restore;
  }

  it('is told as unknown, and repeating it continues the same session', async () => {
    const { sessionId: before } = await desk.staff('technician');
    const restore = loseNextCommit();
    const lost = await desk.stepUp(STAFF_PASSWORD);
    restore();
    expect(await codeOf(lost)).toEqual([503, 'outcome_unknown']);
    expect(lost.headers.get('set-cookie')).toBeNull();
    const [old] = await db().select().from(staffSessions).where(eq(staffSessions.id, before));
    expect(old?.replacedBy).toMatch(/^ses_/);
    expect((await desk.stepUp(STAFF_PASSWORD)).status).toBe(204);
    expect((await desk.staff('technician')).sessionId).toBe(old?.replacedBy);
    expect((await desk.signIn()).status).toBe(303);
  });
});
