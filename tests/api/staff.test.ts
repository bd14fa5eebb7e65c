import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as revoke } from '@/app/api/staff/[id]/revoke-sessions/route';
import { DELETE, PATCH } from '@/app/api/staff/[id]/route';
import { GET, POST } from '@/app/api/staff/route';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const change = (id: string, json: unknown) =>
  desk.call(PATCH, `PATCH /api/staff/${id}`, { json, params: { id } });

describe('staff', () => {
  it('are added with a link for setting their own password', async () => {
    const json = { email: 'Tech@Desk.Example', name: 'Tech', role: 'technician' };
    const answer = await desk.call(POST, 'POST /api/staff', { json });
    expect(answer.status).toBe(201);
    const body = (await answer.json()) as Record<string, string>;
    expect(Object.keys(body).sort()).toEqual(['expiresAt', 'id', 'setUpUrl']);
    expect(body.setUpUrl).toMatch(/^http:\/\/localhost:3000\/set-up\?token=[\w-]{43}$/);
    const again = await desk.call(POST, 'POST /api/staff', { json });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'email_exists', errors: [{ path: 'email' }] });
  });

  it('are listed without their password hashes', async () => {
    const text = await (await desk.call(GET, 'GET /api/staff')).text();
    expect(text).toContain('tech@desk.example');
    expect(text).not.toContain('passwordHash');
    expect(text).not.toContain('argon2');
  });

  it('are managed by administrators only', async () => {
    for (const as of ['viewer', 'technician', 'manager'] as const) {
      const answer = await desk.call(GET, 'GET /api/staff', { as });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'forbidden' });
    }
    expect((await desk.call(GET, 'GET /api/staff', { as: null })).status).toBe(401);
  });

  it('lose their sessions at once when disabled or given another role (N04)', async () => {
    for (const [role, json] of [
      ['manager', { role: 'technician' }],
      ['technician', { isDisabled: true }],
    ] as const) {
      const { id } = await desk.staff(role);
      expect((await desk.call(GET, 'GET /api/staff', { as: role })).status).toBe(403);
      expect((await change(id, json)).status).toBe(204);
      expect((await desk.call(GET, 'GET /api/staff', { as: role })).status).toBe(401);
    }
  });

  it('who are disabled have no session, also one that wasn’t ended', async () => {
    const { id } = await desk.staff('viewer');
    expect((await desk.call(GET, 'GET /api/staff', { as: 'viewer' })).status).toBe(403);
    const disable = (isDisabled: boolean) =>
      db().update(staffMembers).set({ isDisabled }).where(eq(staffMembers.id, id));
    await disable(true);
    expect((await desk.call(GET, 'GET /api/staff', { as: 'viewer' })).status).toBe(401);
    await disable(false);
  });

  it('keep their sessions if they are given the role they have', async () => {
    const { id } = await desk.staff('auditor');
    expect((await change(id, { role: 'auditor' })).status).toBe(204);
    expect((await desk.call(GET, 'GET /api/staff', { as: 'auditor' })).status).toBe(403);
  });

  it('are signed out everywhere on request', async () => {
    const { id } = await desk.staff('viewer');
    const answer = await desk.call(revoke, `POST /api/staff/${id}/revoke-sessions`, {
      params: { id },
    });
    expect(answer.status).toBe(204);
    expect((await desk.call(GET, 'GET /api/staff', { as: 'viewer' })).status).toBe(401);
  });

  it('keep one administrator who can sign in', async () => {
    const { id } = await desk.staff('administrator');
    for (const answer of [
      await change(id, { role: 'viewer' }),
      await change(id, { isDisabled: true }),
      await desk.call(DELETE, `DELETE /api/staff/${id}`, { params: { id } }),
    ]) {
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'conflict' });
    }
  });

  it('that don’t exist are not found', async () => {
    expect((await change('stf_nobody', { role: 'viewer' })).status).toBe(404);
  });

  it('answer an unknown method with 405 and the allowed ones', async () => {
    const answer = await desk.call(POST, 'POST /api/staff', {
      json: {},
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer.status).toBe(415);
    const { PUT } = await import('@/app/api/staff/route');
    const refused = await desk.call(PUT, 'PUT /api/staff', { json: {} });
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });
});
