import { afterAll, beforeAll, beforeEach } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';

export const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
export const NOW = Date.UTC(2026, 0, 1);

/**
 * One page as remote.it sends it: an owner's device, and one that was never online, without name or
 * services.
 */
export const PAGE = JSON.stringify({
  data: {
    login: {
      email: 'Desk@Reseller.example',
      devices: {
        total: 2,
        hasMore: false,
        items: [
          {
            id: '80:00:00:00:01:00:81:10',
            name: ' pump-7 ',
            state: 'active',
            platform: 1072,
            lastReported: '2026-01-01T00:00:00.000Z',
            owner: { email: 'desk@reseller.example' },
            endpoint: { onlineSince: '2025-12-24T18:30:00.123456Z', offlineSince: null },
            services: [
              {
                id: '80:00:00:00:01:00:81:11',
                name: 'pump-7 ssh',
                state: 'active',
                title: 'SSH',
                application: 28,
                port: 22,
                lastReported: '2025-12-31T23:59:00Z',
              },
              {
                id: '80:00:00:00:01:00:81:12',
                name: 'pump-7 admin',
                state: 'inactive',
                title: 'HTTPS (admin)',
                application: 77,
                port: 8443,
                lastReported: null,
              },
              {
                id: '80:00:00:00:01:00:81:10',
                title: 'Bulk Service',
                application: 35,
                port: 65535,
              },
            ],
          },
          {
            id: '80:00:00:00:01:00:81:20',
            name: null,
            state: 'inactive',
            platform: 65535,
            lastReported: null,
            owner: { email: 'field-ops@partner.example' },
            endpoint: null,
            services: null,
          },
        ],
      },
    },
  },
});
export const CONNECTED =
  '{"data":{"connect":{"id":"123ddfff-6432-49d0-6432-205d49d08454","created":"2020-01-01T01:20:00.000Z","host":"proxy18.rt3.io","port":37488,"reverseProxy":false,"timeout":28800}}}';

/** A remote.it that answers every request with `reply`, and a client for it. */
class GraphqlAccount {
  upstream!: RawUpstream;
  client!: RemoteitGraphqlClient;
  reply: [status: number, body: string, headers?: Record<string, string>] = [200, PAGE];

  list = () => this.client.listDevices();
  connect = () =>
    this.client.openConnection({ serviceId: '80:00:00:00:01:00:81:11', hostIp: '203.0.113.9' });
  stop = () =>
    this.client.closeConnection({ serviceId: '80:00:00:00:01:00:81:11', connectionId: 'C-1' });
}

/** An account for this file's tests: before each, it answers with `PAGE` to a new client. */
export function graphqlAccount(): GraphqlAccount {
  const account = new GraphqlAccount();
  let accounts = 0;
  beforeAll(async () => {
    account.upstream = await startRawUpstream((socket) => {
      const [status, body, headers] = account.reply;
      socket.write(httpMessage(status, body, headers));
    });
  });
  afterAll(() => account.upstream.close());
  beforeEach(() => {
    accounts += 1;
    account.upstream.requests.length = 0;
    account.reply = [200, PAGE];
    account.client = new RemoteitGraphqlClient({
      accountId: `rit_graphql_${accounts}`,
      graphqlUrl: `${account.upstream.origin}/graphql/v1`,
      accessKeyId: 'TESTKEYIDAAAAAAAAAAA',
      secretAccessKey: SECRET,
      timeoutMs: 5_000,
      now: () => NOW,
      breaker: new CircuitBreaker(),
      clock: { now: () => performance.now(), sleep: () => Promise.resolve(), random: () => 0 },
    });
  });
  return account;
}
