import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TlsOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as TEST } from '@/app/api/accounts/[id]/test/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import { POST as ADD } from '@/app/api/users/route';
import type { Overview } from '@/lib/contract/overview';
import type { Problem } from '@/lib/contract/problem';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { findBatch } from '@/lib/server/invitations/find-batch';
import { describeError } from '@/lib/server/log';
import { UpstreamUnavailableError } from '@/lib/server/upstreams/channel/errors';
import { claimRows, sendRows, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { makeCertificate, type Certificate } from '@/tests/support/certificates';
import { program } from '@/tests/support/program';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';
import { remoteitCalls } from './remoteit-calls';
import type { TlsEnd } from './tls-calls';
import { upstreamCalls } from './upstream-calls';

const root = fileURLToPath(new URL('../..', import.meta.url));
const authority = makeCertificate('Test authority', { isAuthority: true });
const stranger = makeCertificate('Unknown authority', { isAuthority: true });
const host = '127.0.0.1';
const good = makeCertificate('good', { host, issuer: authority });

const showing = ({ pem, keyPem }: Certificate): TlsOptions => ({ cert: pem, key: keyPem });

const certificate = (name: string, reason: string) =>
  `${name}’s certificate couldn’t be verified (${reason}), so nothing was sent. An admin can check this server’s clock, the address in the settings, and any proxy or firewall between this server and ${name}.`;
const handshake = (name: string, reason: string) =>
  `${name}’s address doesn’t support TLS 1.2 or later (${reason}), so nothing was sent. An admin can check the address in the settings and any proxy or firewall between this server and ${name}.`;

type Refused = [name: string, tls: TlsOptions, reason: string, detail: typeof certificate];

const refused: Refused[] = [
  [
    'an expired certificate',
    showing(makeCertificate('expired', { host, issuer: authority, endsInDays: -1 })),
    'CERT_HAS_EXPIRED',
    certificate,
  ],
  [
    'a self-signed certificate',
    showing(makeCertificate('self-signed', { host })),
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    certificate,
  ],
  [
    'a certificate of an unknown authority',
    showing(makeCertificate('stranger’s', { host, issuer: stranger })),
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    certificate,
  ],
  [
    'another host’s certificate',
    showing(makeCertificate('other', { host: 'other.example', issuer: authority })),
    'ERR_TLS_CERT_ALTNAME_INVALID',
    certificate,
  ],
  [
    'TLS 1.0',
    { ...showing(good), minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    handshake,
  ],
];

const CALLS = [
  'RemotePC listUsers',
  'RemotePC addUser',
  'RemotePC inviteUsers',
  'RemotePC createAutoLoginLink',
  'v27 login',
  'v27 list',
  'v27 connect',
  'v27 stop',
  'GraphQL list',
  'GraphQL connect',
  'GraphQL stop',
];

/** The first golden answer that the tables have for a path. */
const answers = new Map(
  [...upstreamCalls, ...remoteitCalls].toReversed().map(({ path, golden }) => [path, golden]),
);

const startTls = (tls: TlsOptions) =>
  startRawUpstream((socket, { path }) => {
    socket.write(httpMessage(200, answers.get(path) ?? ''));
  }, tls);

let upstreams: RawUpstream[];
let trusted: RawUpstream;
let ends: TlsEnd[];

beforeAll(async () => {
  trusted = await startTls(showing(good));
  upstreams = await Promise.all(refused.map(([, tls]) => startTls(tls)));
  const origins = upstreams.map(({ port }) => `https://${host}:${port}`);
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  await writeFile(join(folder, 'authority.pem'), authority.pem);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...(await program('tests/faults/tls-calls.ts')), trusted.origin, ...origins],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
        // Settings that an administrator may have heard would help: they must not.
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_OPTIONS: '--tls-min-v1.0',
      },
    },
  );
  await rm(folder, { recursive: true });
  ends = JSON.parse(stdout) as TlsEnd[];
});
afterAll(() => Promise.all([trusted, ...upstreams].map((upstream) => upstream.close())));

const endsAt = (port: number) => ends.filter(({ origin }) => origin === `https://${host}:${port}`);

describe('N56: over TLS', () => {
  it('a certificate of an authority that Node trusts is accepted', () => {
    const lists = endsAt(trusted.port).filter(({ call }) => / list/.test(call));
    expect(lists.map(({ call, end }) => `${call}: ${end}`)).toEqual([
      'RemotePC listUsers: ok',
      'v27 list: ok',
      'GraphQL list: ok',
    ]);
    expect(trusted.receivedBytes()).toBeGreaterThan(0);
  });

  it.each(refused)(
    '%s is refused by every call before a byte of it is sent',
    (name, _tls, reason, detail) => {
      const upstream = upstreams[refused.findIndex(([known]) => known === name)];
      const tried = endsAt(upstream?.port ?? 0);
      expect(tried.map(({ call }) => call)).toEqual(CALLS);
      for (const { call, ...rest } of tried) {
        expect(rest).toEqual({
          origin: `https://${host}:${upstream?.port}`,
          end: 'unavailable not_sent',
          reason,
          detail: detail(call.startsWith('RemotePC') ? 'RemotePC' : 'remote.it', reason),
        });
      }
      expect(upstream?.receivedBytes()).toBe(0);
    },
  );

  it('the TLS 1.0 server serves clients that accept it', async () => {
    const port = upstreams[4]?.port ?? 0;
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const socket = connect({ host, port, ca: authority.pem, minVersion: 'TLSv1', ciphers });
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe('TLSv1');
    socket.destroy();
  });
});

describe('N56: an upstream with a certificate that can’t be verified', () => {
  const REASON = 'DEPTH_ZERO_SELF_SIGNED_CERT';
  let upstream: RawUpstream;
  let desk: TestDesk;

  beforeAll(async () => {
    upstream = await startTls(showing(makeCertificate('self-signed', { host })));
    const baseUrl = `${upstream.origin}/rpc-api/reseller/private`;
    desk = await startTestDesk({ seed: 'empty', env: { SANDBOX_REMOTEPC_URL: baseUrl } });
  });
  afterAll(async () => {
    expect(upstream.receivedBytes()).toBe(0);
    await desk.close();
    await upstream.close();
  });

  it('is named each time someone adds a user, and the user isn’t added', async () => {
    const json = {
      firstName: 'Ada',
      lastName: 'L',
      email: 'a@b.example',
      seats: 1,
      password: 'Analytical-1843',
    };
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const response = await desk.call(ADD, 'POST /api/users', { json });
      expect(response.status).toBe(502);
      const problem = (await response.json()) as Problem;
      expect(problem).toMatchObject({
        code: 'upstream_unavailable',
        detail: certificate('RemotePC', REASON),
      });
    }
    const events = await db().select().from(auditEvents);
    const ended = events.filter(({ action }) => action !== 'user.add_requested');
    expect(new Set(ended.map(({ action, outcome }) => `${action} ${outcome}`))).toEqual(
      new Set(['user.add_failed failure']),
    );
  });

  it('is reported by the account test and the overview', async () => {
    const params = { id: 'rpc_sandbox' };
    const tested = await desk.call(TEST, 'POST /api/accounts/rpc_sandbox/test', { params });
    expect(await tested.json()).toMatchObject({
      ok: false,
      detail: certificate('RemotePC', REASON),
    });
    const overview = (await (await desk.call(OVERVIEW, 'GET /api/overview')).json()) as Overview;
    expect(overview.accounts).toMatchObject({
      failing: [{ id: 'rpc_sandbox', detail: certificate('RemotePC', REASON) }],
    });
  });

  it('makes a batch wait, with all its rows unsent', async () => {
    const id = await startBatch(['p@tls.example']);
    await sendRows(await claimRows(id));
    expect(await findBatch(everyone, id)).toMatchObject({
      status: 'running',
      waitingReason: certificate('RemotePC', REASON),
      counts: { pending: 1 },
    });
  });

  it('is in the log with its reason', () => {
    const facts = {
      upstream: 'remotepc',
      operation: 'addUser',
      kind: 'write',
      outcome: 'not_sent',
    } as const;
    expect(describeError(new UpstreamUnavailableError({ ...facts, reason: REASON }))).toMatchObject(
      {
        name: 'UpstreamUnavailableError',
        reason: REASON,
      },
    );
  });
});

describe('N56: nothing of ours', () => {
  const SWITCHES = /NODE_TLS_REJECT_UNAUTHORIZED|rejectUnauthorized:\s*false|tls-min-v1/;

  it('turns the verification of certificates off', async () => {
    const rooms = ['app', 'components', 'lib', 'scripts', 'tests', '.ci'];
    const entries = await Promise.all([
      readdir(root, { withFileTypes: true }),
      ...rooms.map((room) => readdir(join(root, room), { recursive: true, withFileTypes: true })),
    ]);
    const files = entries
      .flat()
      .filter((entry) => entry.isFile() && /(^[^.]+|\.([cm]?[jt]sx?|json|npmrc))$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const found = files.filter((_, index) => SWITCHES.test(texts[index] ?? ''));
    expect(files.length).toBeGreaterThan(500);
    expect(found).toEqual([fileURLToPath(import.meta.url)]);
  });
});
