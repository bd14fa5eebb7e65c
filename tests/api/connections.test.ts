import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE } from '@/app/api/connections/[id]/route';
import { GET, POST } from '@/app/api/connections/route';
import type { Connection, ConnectionsPage } from '@/lib/contract/devices';
import type { Problem } from '@/lib/contract/problem';
import { SANDBOX_FOREIGN_SERVICE } from '@/lib/sandbox/seed-devices';
import { db } from '@/lib/server/db/client';
import { auditEvents, connections, staffMembers } from '@/lib/server/db/schema';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

const SSH = '80:00:00:00:01:00:81:a1';
const HTTP = '80:00:00:00:01:00:81:a2';
const DEVICE = '80:00:00:00:01:00:81:a0';
const OFFLINE_DEVICE_SSH = '80:00:00:00:01:00:86:a1';
const OFFLINE_SERVICE = '80:00:00:00:01:00:88:a2';
const RDP = '80:00:00:00:01:00:94:a1';

let desk: TestDesk;

async function open(json: unknown, options: { as?: 'viewer'; ip?: string } = {}) {
  return desk.call(POST, 'POST /api/connections', {
    as: options.as ?? 'technician',
    json,
    ...(options.ip && { headers: { 'x-forwarded-for': options.ip } }),
  });
}

const connects = () =>
  desk.sandbox.remoteit.calls.filter(({ operation }) => operation === 'connect');

async function close(id: string) {
  const params = { id };
  return desk.call(DELETE, 'DELETE /api/connections/con_1', { as: 'technician', params });
}

async function lastEvents(count: number) {
  const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
  return events
    .slice(-count)
    .map(({ action, outcome, target }) => [action, outcome, target] as const);
}

/** The address that the last connect told remote.it to let in, over either API. */
function hostIpSent(): unknown {
  const body = connects().at(-1)?.body as { hostip?: unknown; variables?: { hostIP?: unknown } };
  return body.variables?.hostIP ?? body.hostip;
}

describe.each(['v27', 'graphql'] as const)('over %s', (remoteit) => {
  beforeAll(async () => {
    desk = await startTestDesk({ remoteit, env: { UPSTREAM_TIMEOUT_MS: '1500' } });
  });
  afterAll(() => desk.close());
  beforeEach(() => {
    desk.sandbox.remoteit.faults.clear();
    desk.sandbox.remoteit.calls.length = 0;
  });

  describe('POST /api/connections', () => {
    it('opens a port service for the caller’s address and returns how to reach it', async () => {
      const response = await open({ serviceId: SSH });
      expect(response.status).toBe(201);
      const connection = (await response.json()) as Connection;
      expect(connection).toMatchObject({
        accountId: 'rit_sandbox',
        serviceId: SSH,
        serviceName: 'warehouse-pi-ssh',
        url: null,
        command: `ssh -p ${connection.port} user@${connection.host}`,
        idleTimeoutSeconds: 900,
        openedBy: 'technician@desk.example',
      });
      expect(Date.parse(connection.expiresAt) - Date.parse(connection.openedAt)).toBe(28_800_000);
      expect(hostIpSent()).toBe('203.0.113.7');
      expect(await lastEvents(2)).toEqual([
        ['connection.open_requested', 'unknown', SSH],
        ['connection.opened', 'success', SSH],
      ]);
    });

    it('returns a web address for a web service, and never the vendor’s id', async () => {
      const connection = (await (await open({ serviceId: HTTP })).json()) as Connection;
      expect(connection).toMatchObject({ port: null, command: null });
      expect(connection.url).toBe(`https://${connection.host}`);
      expect(JSON.stringify(connection)).not.toContain('upstreamId');
    });

    it('returns how to connect to each kind of service', async () => {
      const connection = (await (await open({ serviceId: RDP })).json()) as Connection;
      expect(connection.command).toBe(`mstsc /v:${connection.host}:${connection.port}`);
    });

    it('lets in the first caller if the person’s address is in a private network', async () => {
      await open({ serviceId: SSH }, { ip: '10.1.2.3' });
      expect(hostIpSent()).toBe('255.255.255.255');
    });

    it('opens to anyone only if requested', async () => {
      await open({ serviceId: SSH, allowFrom: 'anyone' });
      expect(hostIpSent()).toBe('0.0.0.0');
    });

    it.each([
      ['an unknown service', '80:00:00:00:01:00:99:99', 404, 'not_found', 'has this service'],
      ['a service of strangers', SANDBOX_FOREIGN_SERVICE, 404, 'not_found', 'has this service'],
      ['a device', DEVICE, 400, 'invalid_request', '“warehouse-pi” is a device'],
      ['an offline device', OFFLINE_DEVICE_SSH, 409, 'conflict', '“greenhouse-pi” is offline'],
      [
        'an offline service',
        OFFLINE_SERVICE,
        409,
        'conflict',
        '“kitchen-display-vnc” on “kitchen-display” is offline',
      ],
    ])(
      'refuses %s with a reason, without calling connect',
      async (_name, serviceId, status, code, words) => {
        const response = await open({ serviceId });
        expect(response.status).toBe(status);
        const problem = (await response.json()) as Problem;
        expect(problem.code).toBe(code);
        expect(problem.detail).toContain(words);
        expect(connects()).toHaveLength(0);
        expect(await lastEvents(1)).toEqual([['connection.opened', 'failure', serviceId]]);
      },
    );

    it('connects to a device that came back online since the list was read', async () => {
      const service = desk.sandbox.remoteit.state.findService(OFFLINE_DEVICE_SSH);
      if (service) service.isActive = true;
      expect((await open({ serviceId: OFFLINE_DEVICE_SSH })).status).toBe(201);
      if (service) service.isActive = false;
    });

    it('reports an unknown outcome if the response is lost, and never sends twice', async () => {
      desk.sandbox.remoteit.faults.set('connect', { delayMs: 5_000 });
      const response = await open({ serviceId: SSH });
      expect(response.status).toBe(504);
      const problem = (await response.json()) as Problem;
      expect(problem.code).toBe('upstream_timeout');
      expect(problem.detail).toContain('may still have been carried out');
      expect(connects()).toHaveLength(1);
      expect(await lastEvents(1)).toEqual([['connection.opened', 'unknown', SSH]]);
    });

    it.each([
      ['a reset after the effect', { resetAfter: true }, 502, 'upstream_unavailable', 'unknown'],
      ['an HTML page', { html: true }, 502, 'upstream_unavailable', 'unknown'],
      ['a cut answer', { truncateAt: 20 }, 502, 'upstream_malformed', 'unknown'],
      ['429', { retryAfter: '7' }, 503, 'upstream_rate_limited', 'failure'],
      [
        'a refusal under 200',
        {
          body:
            remoteit === 'v27'
              ? '{"status":"false","reason":"[0405] not shared"}'
              : '{"data":{"connect":null},"errors":[{"message":"not shared"}]}',
        },
        422,
        'upstream_rejected',
        'failure',
      ],
    ] as const)('maps %s', async (_name, fault, status, code, outcome) => {
      desk.sandbox.remoteit.faults.set('connect', fault);
      const response = await open({ serviceId: SSH });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code, upstream: { name: 'remoteit' } });
      expect(connects()).toHaveLength(1);
      expect(await lastEvents(1)).toEqual([['connection.opened', outcome, SSH]]);
      // A 429 would delay the calls that follow.
      forgetUpstreams();
    });

    it('N70: opens nothing if the request can’t be recorded', async () => {
      await asOwner('alter table audit_events rename to audit_events_away');
      const response = await open({ serviceId: SSH });
      await asOwner('alter table audit_events_away rename to audit_events');
      expect(response.status).toBe(500);
      expect(desk.sandbox.remoteit.calls).toHaveLength(0);
    });

    it('closes at once a connection that it couldn’t record', async () => {
      const before = desk.sandbox.remoteit.state.connections.size;
      await asOwner('alter table connections rename to connections_away');
      const response = await open({ serviceId: SSH });
      await asOwner('alter table connections_away rename to connections');
      expect(response.status).toBe(500);
      expect(connects()).toHaveLength(1);
      expect(desk.sandbox.remoteit.state.connections.size).toBe(before);
      expect(await lastEvents(1)).toEqual([['connection.opened', 'unknown', SSH]]);
    });

    it('never reports as failed a connection that it could neither record nor close', async () => {
      desk.sandbox.remoteit.faults.set('stop', { status: 500 });
      await asOwner('alter table connections rename to connections_away');
      const response = await open({ serviceId: SSH });
      await asOwner('alter table connections_away rename to connections');
      expect(response.status).toBe(500);
      expect(await lastEvents(1)).toEqual([['connection.opened', 'unknown', SSH]]);
    });

    it('is refused to viewers, and the refusal is recorded', async () => {
      const response = await open({ serviceId: SSH }, { as: 'viewer' });
      expect(response.status).toBe(403);
      expect(desk.sandbox.remoteit.calls).toHaveLength(0);
      expect((await lastEvents(1))[0]?.[0]).toBe('access.denied');
    });

    it.each([
      [{}, 'serviceId'],
      [{ serviceId: '' }, 'serviceId'],
      [{ serviceId: 'a b' }, 'serviceId'],
      [{ serviceId: SSH, allowFrom: 'all' }, 'allowFrom'],
      [{ serviceId: SSH, hostip: '0.0.0.0' }, 'hostip'],
    ])('names the error in %j', async (json, path) => {
      const response = await open(json);
      expect(response.status).toBe(400);
      expect(((await response.json()) as Problem).errors?.[0]?.path).toBe(path);
    });

    it('never fails because of its input', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.json().map((text) => JSON.parse(text) as unknown),
            fc.record({ serviceId: fc.string(), allowFrom: fc.constantFrom('me', 'x', null) }),
          ),
          async (json) => {
            const { status } = await open(json);
            expect([400, 404]).toContain(status);
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  describe('GET and DELETE /api/connections', () => {
    async function openIds(): Promise<string[]> {
      const response = await desk.call(GET, 'GET /api/connections', { as: 'viewer' });
      expect(response.status).toBe(200);
      return ((await response.json()) as ConnectionsPage).items.map(({ id }) => id);
    }

    async function opened(): Promise<Connection> {
      return (await (await open({ serviceId: SSH })).json()) as Connection;
    }

    it('lists open connections and closes each once', async () => {
      const { id } = await opened();
      expect(await openIds()).toContain(id);
      const before = desk.sandbox.remoteit.state.connections.size;
      expect((await close(id)).status).toBe(204);
      expect(desk.sandbox.remoteit.state.connections.size).toBe(before - 1);
      expect(await openIds()).not.toContain(id);
      expect(await lastEvents(2)).toEqual([
        ['connection.close_requested', 'unknown', SSH],
        ['connection.closed', 'success', SSH],
      ]);
      expect((await close(id)).status).toBe(404);
    });

    it('treats a connection that remote.it already ended as closed', async () => {
      const { id } = await opened();
      const logins = desk.sandbox.remoteit.state.loginCount;
      desk.sandbox.remoteit.state.connections.clear();
      expect((await close(id)).status).toBe(204);
      expect(await openIds()).not.toContain(id);
      expect(desk.sandbox.remoteit.state.loginCount).toBe(logins);
    });

    const said = (words: string) =>
      remoteit === 'v27'
        ? JSON.stringify({ status: 'false', reason: words })
        : JSON.stringify({ data: { disconnect: null }, errors: [{ message: words }] });
    // Over v27, every refusal to stop means that there is no such connection, except for the key's.
    const refusals = {
      v27: ['connectionid is not valid', 'api key failed validation', 502, 'rejected the sign-in'],
      graphql: ['Connection not found', 'Internal error', 422, 'didn’t close the connection'],
    } as const;
    const [over, refused, status, words] = refusals[remoteit];

    it(`treats “${over}” as ended`, async () => {
      const { id } = await opened();
      desk.sandbox.remoteit.faults.set('stop', { body: said(over) });
      expect((await close(id)).status).toBe(204);
      expect(await openIds()).not.toContain(id);
      expect(await lastEvents(1)).toEqual([['connection.closed', 'success', SSH]]);
    });

    it(`treats “${refused}” as still open, and says so`, async () => {
      const { id } = await opened();
      desk.sandbox.remoteit.faults.set('stop', { body: said(refused) });
      const response = await close(id);
      expect(response.status).toBe(status);
      expect(((await response.json()) as Problem).detail).toContain(words);
      expect(await openIds()).toContain(id);
      expect(await lastEvents(1)).toEqual([['connection.closed', 'failure', SSH]]);
    });

    it('keeps a connection listed if closing it got no response', async () => {
      const { id } = await opened();
      desk.sandbox.remoteit.faults.set('stop', { delayMs: 5_000 });
      expect((await close(id)).status).toBe(504);
      expect(await lastEvents(1)).toEqual([['connection.closed', 'unknown', SSH]]);
      expect(await openIds()).toContain(id);
    });

    it('leaves out expired connections', async () => {
      const { id } = await opened();
      await db()
        .update(connections)
        .set({ expiresAt: new Date(0) })
        .where(eq(connections.id, id));
      expect(await openIds()).not.toContain(id);
      expect((await close(id)).status).toBe(404);
    });

    it('returns 404 for any other id', async () => {
      for (const id of ['con_none', '', '\0', 'con_\ud800', '../../etc', 'x'.repeat(5_000)]) {
        expect((await close(id)).status).toBe(404);
      }
    });

    const seenBy = async (as: 'viewer' | 'technician' | 'manager', id: string) => {
      const response = await desk.call(GET, 'GET /api/connections', { as });
      const { items } = (await response.json()) as ConnectionsPage;
      return items.find((item) => item.id === id);
    };

    it.each([
      ['a port', SSH],
      ['a web page', HTTP],
    ])('shows the address of %s only to those who may connect', async (_what, serviceId) => {
      const opened = (await (await open({ serviceId })).json()) as Connection;
      expect(opened.isOwn).toBe(true);
      expect(await seenBy('technician', opened.id)).toEqual(opened);
      expect(await seenBy('manager', opened.id)).toEqual({ ...opened, isOwn: false });
      const withheld = { host: null, port: null, url: null, command: null, isOwn: false };
      const seen = await seenBy('viewer', opened.id);
      expect(seen).toEqual({ ...opened, ...withheld });
      expect(JSON.stringify(seen)).not.toContain('rt3');
    });

    it('still shows it to the person who opened it but may no longer connect', async () => {
      const { id } = await opened();
      const [viewer] = await db()
        .select({ id: staffMembers.id })
        .from(staffMembers)
        .where(eq(staffMembers.email, 'viewer@desk.example'));
      await db().update(connections).set({ openedById: viewer?.id }).where(eq(connections.id, id));
      expect((await seenBy('viewer', id))?.command).toContain('ssh -p');
    });

    it('doesn’t let a technician close someone else’s, and records the attempt', async () => {
      const { id } = await opened();
      await db().update(connections).set({ openedById: 'stf_gone' }).where(eq(connections.id, id));
      const stops = () =>
        desk.sandbox.remoteit.calls.filter(({ operation }) => operation === 'stop').length;
      const response = await close(id);
      expect(response.status).toBe(403);
      expect(((await response.json()) as Problem).detail).toContain('Someone else opened this');
      expect(stops()).toBe(0);
      expect(await openIds()).toContain(id);
      expect((await lastEvents(1))[0]?.slice(0, 2)).toEqual(['access.denied', 'denied']);
    });

    it('lets a manager close someone else’s, with events that name both', async () => {
      const { id } = await opened();
      const response = await desk.call(DELETE, `DELETE /api/connections/${id}`, {
        as: 'manager',
        params: { id },
      });
      expect(response.status).toBe(204);
      const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
      for (const event of events.slice(-2)) {
        expect(event).toMatchObject({
          actorEmail: 'manager@desk.example',
          details: { connectionId: id, openedBy: 'technician@desk.example' },
        });
      }
    });

    it('doesn’t let a viewer close one', async () => {
      const { id } = await opened();
      const response = await desk.call(DELETE, `DELETE /api/connections/${id}`, {
        as: 'viewer',
        params: { id },
      });
      expect(response.status).toBe(403);
      expect(await openIds()).toContain(id);
    });
  });
});
