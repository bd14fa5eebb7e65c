import { rm } from 'node:fs/promises';
import type { APIRequestContext } from '@playwright/test';
import { signedIn } from '../tests/e2e/support';
import { startTestServer, temporaryDataDir, type TestServer } from '../tests/support/server';
import { benchAudit } from './bench/audit';
import { benchClick } from './bench/click';
import { benchDevices } from './bench/devices';
import { firstLoadBytes } from './bench/first-load';
import { benchInvitations } from './bench/invitations';
import { benchPreview } from './bench/preview';
import { benchReplicas } from './bench/replicas';
import { machineLine, median, swing, table } from './bench/report';
import { requestsPerSecond, type Load } from './bench/requests-per-second';
import { startSandboxProcess, type SandboxProcess } from './bench/start-sandbox-process';
import { benchTokens } from './bench/tokens';
import { benchWatching } from './bench/watching';

const USERS = 1_000;
const INVITE_CALL_MS = 200;
const ROUNDS = 7;
const ROUND_MS = 2_000;

/**
 * Prints speed as ratios within one run: each round measures our code and what it is compared with,
 * one after the other, and the median of the rounds' ratios counts. There is no verdict if the
 * baseline itself varies by more than a factor of two.
 */
async function main(): Promise<void> {
  console.log(machineLine());
  // `npm run bench -- invitations` measures that part alone.
  const parts = {
    invitations: benchInvitations,
    pages: benchPages,
    click: benchClick,
    devices: benchDevices,
    audit: benchAudit,
    tokens: benchTokens,
    replicas: benchReplicas,
  };
  for (const [name, measure] of Object.entries(parts)) {
    if (process.argv[2] === undefined || process.argv[2] === name) await measure();
  }
}

async function benchPages(): Promise<void> {
  const sandbox = await startSandboxProcess(USERS, INVITE_CALL_MS);
  const server = await startTestServer({
    env: {
      REMOTEPC_API_URL: sandbox.baseUrl,
      REMOTEPC_API_KEY: sandbox.apiKey,
      USERS_FRESH_SECONDS: '3600',
    },
  });
  try {
    const client = await signedIn(server);
    await client.get('/api/users?refresh=1');
    await benchUsers(server, sandbox, await cookieOf(client));
    await benchPreview(server, await cookieOf(client));
    await benchWatching(server, client);
    await benchFirstLoad(client);
  } finally {
    await server.stop();
    sandbox.stop();
  }
  await benchSecondStart();
}

/** `npm start` on a folder that already has its keys and its database. */
async function benchSecondStart(): Promise<void> {
  const dataDir = await temporaryDataDir();
  try {
    await (await startTestServer({ dataDir, isFromSource: true })).end();
    const again = await startTestServer({ dataDir, isFromSource: true });
    await again.end();
    console.log(`\nSecond start: ready after ${(again.readyAfterMs / 1_000).toFixed(1)} s`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchUsers(
  server: TestServer,
  sandbox: SandboxProcess,
  cookie: string,
): Promise<void> {
  const ours: Load = {
    name: `GET /api/users, ${USERS} users, warm, page of 50`,
    url: `${server.url}/api/users`,
    method: 'GET',
    headers: { cookie },
  };
  const baselines: Load[] = [
    {
      name: 'the sandbox’s user/list, called directly',
      url: `${sandbox.baseUrl}/user/list`,
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    },
    {
      name: 'our own handler that checks the session and sends a few bytes (GET /api/accounts)',
      url: `${server.url}/api/accounts`,
      method: 'GET',
      headers: { cookie },
    },
  ];
  for (const load of [ours, ...baselines]) await requestsPerSecond(load, ROUND_MS);
  const rates = new Map<Load, number[]>([ours, ...baselines].map((load) => [load, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [load, series] of rates) series.push(await requestsPerSecond(load, ROUND_MS));
  }
  const own = rates.get(ours) ?? [];
  console.log(`\n${ours.name}: requests per second, ours over`);
  const rows = baselines.map((load) => {
    const series = rates.get(load) ?? [];
    const ratio = median(own.map((rate, round) => rate / (series[round] ?? Number.NaN)));
    const verdict = swing(series) > 2 ? 'no verdict: the baseline swung' : `${ratio.toFixed(2)} ×`;
    return [
      `  ${load.name}`,
      verdict,
      `(${Math.round(median(own))} / ${Math.round(median(series))})`,
    ];
  });
  console.log(table(rows));
}

async function benchFirstLoad(client: APIRequestContext): Promise<void> {
  const empty = await firstLoadBytes(client, '/forgot-password');
  const rows = [['/users', await firstLoadBytes(client, '/users')] as const];
  console.log(
    '\nFirst-load JavaScript (gzip) compared with a nearly empty page of the same build (/forgot-password)',
  );
  console.log(
    table(
      [...rows, ['/forgot-password', empty] as const].map(([path, bytes]) => [
        `  ${path}`,
        `${(bytes / 1024).toFixed(0)} KB`,
        `${(bytes / empty).toFixed(2)} ×`,
      ]),
    ),
  );
}

async function cookieOf(client: APIRequestContext): Promise<string> {
  const { cookies } = await client.storageState();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

await main();
