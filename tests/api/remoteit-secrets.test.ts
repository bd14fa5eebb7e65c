import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as TEST } from '@/app/api/accounts/[id]/test/route';
import { GET as ACCOUNTS } from '@/app/api/accounts/route';
import { GET as ACTIVITY } from '@/app/api/activity/route';
import { DELETE } from '@/app/api/connections/[id]/route';
import { GET as CONNECTIONS, POST as OPEN } from '@/app/api/connections/route';
import { GET as DEVICES } from '@/app/api/devices/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import type { Connection } from '@/lib/contract/devices';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const SSH = '80:00:00:00:01:00:81:a1';

let desk: TestDesk;
/** Everything sent to a browser: status, headers, body. */
let told: string[];

async function tell(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const body = await response.text();
  told.push(`${response.status} ${JSON.stringify([...response.headers])} ${body}`);
  return body;
}

async function askForEverything(): Promise<void> {
  const { call } = desk;
  const json = { serviceId: SSH };
  await tell(call(DEVICES, 'GET /api/devices?pageSize=500&refresh=1'));
  const opened = await tell(call(OPEN, 'POST /api/connections', { json }));
  await tell(call(CONNECTIONS, 'GET /api/connections'));
  const { id } = JSON.parse(opened) as Partial<Connection>;
  const params = { id: id ?? 'con_none' };
  await tell(call(DELETE, `DELETE /api/connections/${params.id}`, { params }));
  await tell(call(ACCOUNTS, 'GET /api/accounts'));
  await tell(call(TEST, 'POST /api/accounts/rit_sandbox/test', { params: { id: 'rit_sandbox' } }));
  await tell(call(OVERVIEW, 'GET /api/overview'));
  await tell(call(ACTIVITY, 'GET /api/activity?limit=100'));
}

describe.each(['v27', 'graphql'] as const)('over %s no secret of the account', (remoteit) => {
  beforeAll(async () => {
    told = [];
    desk = await startTestDesk({ remoteit });
  });
  afterAll(() => desk.close());

  /** The account's own, and what each call to remote.it sent or returned. */
  function secrets(): string[] {
    const { credentials, accessKey, calls, state } = desk.sandbox.remoteit;
    const carried = calls.flatMap(({ headers }) => [
      headers['token'],
      /signature="([^"]+)"/.exec(headers['authorization'] ?? '')?.[1],
    ]);
    return [
      credentials.developerKey,
      credentials.password,
      accessKey.accessKeyId,
      accessKey.secretAccessKey,
      ...carried.filter((secret) => secret !== undefined),
      ...state.connections.keys(),
    ];
  }

  it('is in any response on success', async () => {
    await askForEverything();
    expect(told[1]).toMatch(/^201 /);
    expect(secrets().length).toBeGreaterThan(5);
    expect(secrets().filter((secret) => told.join('\n').includes(secret))).toEqual([]);
  });

  it('is in any response if remote.it echoes it', async () => {
    const { credentials, accessKey } = desk.sandbox.remoteit;
    // What this API was given; it knows nothing about the other's.
    const echo =
      remoteit === 'v27'
        ? `${credentials.developerKey} ${credentials.password}`
        : `${accessKey.accessKeyId} ${accessKey.secretAccessKey}`;
    for (const operation of ['list', 'connect', 'stop'] as const) {
      desk.sandbox.remoteit.faults.set(operation, {
        body:
          remoteit === 'v27'
            ? JSON.stringify({ status: 'false', reason: echo })
            : JSON.stringify({ errors: [{ message: echo }] }),
      });
    }
    await askForEverything();
    expect(told.join('\n')).toContain('[redacted]');
    expect(secrets().filter((secret) => told.join('\n').includes(secret))).toEqual([]);
  });

  it('is in any response if remote.it rejects it', async () => {
    desk.sandbox.remoteit.faults.clear();
    desk.sandbox.remoteit.state.setPassword('changed');
    desk.sandbox.remoteit.state.accessKey.isEnabled = false;
    desk.sandbox.remoteit.expireTokens();
    await askForEverything();
    expect(told.join('\n')).toContain('upstream_unauthorized');
    expect(secrets().filter((secret) => told.join('\n').includes(secret))).toEqual([]);
  });
});
