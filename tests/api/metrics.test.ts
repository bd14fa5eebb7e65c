import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { GET as getBatch } from '@/app/api/batches/[id]/route';
import { GET as getUsers, POST as addUser } from '@/app/api/users/route';
import { closeDatabase, db } from '@/lib/server/db/client';
import { upstreamLists } from '@/lib/server/db/schema';
import { env, resetEnv, SettingsError } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import { serveMetrics } from '@/lib/server/worker/serve-metrics';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { freePort } from '@/tests/support/free-port';

let desk: TestDesk;
let server: Server;
let address: string;

beforeEach(async () => {
  const port = await freePort();
  desk = await startTestDesk({ env: { METRICS_PORT: String(port) } });
  instruments().registry.resetMetrics();
  server = await serveMetrics('127.0.0.1', port);
  address = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await desk.close();
});

/** What Prometheus reads. */
async function scrapedText(): Promise<string> {
  const response = await fetch(`${address}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return response.text();
}

/** The samples of a scrape, by name and labels. */
async function scrape(): Promise<Map<string, number>> {
  const lines = (await scrapedText()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

it('shows calls by route and status, vendors’ by outcome, and the state of the work', async () => {
  await desk.call(getUsers, 'GET /api/users?search=ann%40harborlight.example');
  await desk.call(getBatch, 'GET /api/batches/bat_secret', { params: { id: 'bat_secret' } });
  await desk.call(addUser, 'POST /api/users', { as: 'viewer', json: {} });
  // The list is stored after the answer.
  await vi.waitFor(async () => expect(await db().$count(upstreamLists)).toBe(1), 5_000);
  const samples = await scrape();
  const calls = 'desk_http_request_duration_seconds_count';
  expect(samples.get(`${calls}{method="GET",route="/api/users",status="200"}`)).toBe(1);
  expect(samples.get(`${calls}{method="GET",route="/api/batches/[id]",status="404"}`)).toBe(1);
  expect(samples.get(`${calls}{method="POST",route="/api/users",status="403"}`)).toBe(1);
  const vendor = 'desk_upstream_call_duration_seconds_count';
  expect(
    samples.get(`${vendor}{upstream="remotepc",operation="listUsers",outcome="ok"}`),
  ).toBeGreaterThan(0);
  expect(samples.get('desk_database_up')).toBe(1);
  expect(samples.get('desk_vault_open')).toBe(1);
  expect(samples.get('desk_sessions')).toBe(2);
  expect(samples.get('desk_emails_waiting')).toBe(0);
  expect(samples.get('desk_list_age_seconds{account="rpc_sandbox",kind="users"}')).toBeLessThan(60);
  expect(samples.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  expect([...samples.keys()].join('\n')).not.toMatch(/harborlight|bat_secret|desk\.example/);
});

it('has every metric and label that the alerts and the dashboard ask for', async () => {
  await desk.call(getUsers, 'GET /api/users');
  const text = await scrapedText();
  const described = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
    type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => `${name}${end}`) : [name],
  );
  const known = new Set(described);
  const { groups } = parse(readFileSync('deploy/prometheus-alerts.yml', 'utf8')) as Alerts;
  const { panels } = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8')) as Dashboard;
  const alerts = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const plots = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect([alerts.length, plots.length]).toEqual([11, 25]);
  const asked = [...alerts, ...plots].flatMap(
    (expression) => expression.match(/\b(?:desk|nodejs|process)_\w+/g) ?? [],
  );
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
  const labels = [...alerts, ...plots].flatMap((expression) => [
    ...[...expression.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, names = '']) => names.split(', ')),
    ...[...expression.matchAll(/[{,](\w+)[!=]?[=~]/g)].map(([, name = '']) => name),
  ]);
  const given = new Set([
    ...['instance', 'job', 'le'],
    ...instruments()
      .registry.getMetricsAsArray()
      .flatMap((metric) => ('labelNames' in metric ? (metric.labelNames as string[]) : [])),
  ]);
  expect(new Set(labels).size).toBe(11);
  expect(labels.filter((label) => !given.has(label))).toEqual([]);
});

type Alerts = { groups: { rules: { expr: string }[] }[] };
type Dashboard = { panels: { targets?: { expr: string }[] }[] };

it('says that the database is gone, and nothing that it would have to know', async () => {
  await closeDatabase();
  vi.stubEnv('DATABASE_URL', 'postgres://desk:x@127.0.0.1:1/none');
  resetEnv();
  const samples = await scrape();
  expect(samples.get('desk_database_up')).toBe(0);
  expect(samples.has('desk_sessions')).toBe(false);
  expect(samples.get('desk_vault_open')).toBe(0);
  await closeDatabase();
  vi.unstubAllEnvs();
  resetEnv();
});

it('answers nothing else at its port', async () => {
  expect((await fetch(`${address}/`)).status).toBe(404);
  expect((await fetch(`${address}/api/users`)).status).toBe(404);
  expect((await fetch(`${address}/metrics`, { method: 'POST' })).status).toBe(405);
});

it('doesn’t start at a port that is taken', async () => {
  const { hostname, metricsPort = 0 } = env();
  const problem = await serveMetrics(hostname, metricsPort).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(SettingsError);
  expect((problem as Error).message).toBe(
    `METRICS_PORT ${metricsPort} can’t be used (EADDRINUSE): set it to a free port.`,
  );
});
