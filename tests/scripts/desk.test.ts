import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '@/lib/server/db/client';
import { apiTokens, customerDomains, customers } from '@/lib/server/db/schema';
import { main } from '@/scripts/desk/main.mjs';
import { settingsFreeEnvironment } from '@/scripts/settings-free-environment.mjs';
import { freePort } from '@/tests/support/free-port';
import { startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';
import { sendAll } from '@/tests/support/send-all';
import { serveRoutes } from '@/tests/support/serve-routes';
import { tokenOf } from '@/tests/support/tokens';

// Starts programs, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const closedPort = await freePort();

let desk: PolicyDesk;
let server: Awaited<ReturnType<typeof serveRoutes>>;
let folder: string;
let token: string;

beforeAll(async () => {
  desk = await startPolicyDesk({ seed: 'demo', upstreamTimeoutMs: 10_000 });
  await desk.begin();
  const { state } = desk.sandbox.remotepc;
  state.addUser({ username: 'ann@alpha.example', password: 'pw', allotedComputers: 3 });
  state.addUser({ username: 'bob@alpha.example', password: 'pw', allotedComputers: 12 });
  await db()
    .insert(customers)
    .values({ id: 'cus_alpha', name: 'Alpha', nameKey: 'alpha', tags: [] });
  await db().insert(customerDomains).values({ domain: 'alpha.example', customerId: 'cus_alpha' });
  await desk.forgetClicks();
  // The worker isn't here: what it does for a new batch is done at once.
  server = await serveRoutes(async (line, body) => {
    const { id } = JSON.parse(body) as { id?: string };
    if (line === 'POST /api/batches' && id) await sendAll(id);
  });
  token = (await tokenOf(desk, 'administrator')).token;
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-'));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(async () => {
  await server.close();
  await desk.close();
});

type Result = { code: number | null; out: string; err: string };
type Options = { input?: string; env?: Record<string, string> };

/** As a person in a script would call it: no terminal. */
async function run(parameters: string[], { input = '', env }: Options = {}): Promise<Result> {
  const child = spawn(process.execPath, [join(process.cwd(), 'scripts/desk.mjs'), ...parameters], {
    cwd: folder,
    env: {
      ...settingsFreeEnvironment(),
      XDG_CONFIG_HOME: folder,
      DESK_URL: server.url,
      DESK_TOKEN: token,
      ...env,
    },
  });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ]);
  return { code, out, err };
}

/** In this process, for what ends before a call or right after it: a start costs a fifth of a second. */
async function runHere(parameters: string[], env: Options['env'] = {}): Promise<Result> {
  const settings = { XDG_CONFIG_HOME: folder, DESK_URL: server.url, DESK_TOKEN: token, ...env };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const said = { out: '', err: '' };
  const writes = (
    [
      ['out', process.stdout],
      ['err', process.stderr],
    ] as const
  ).map(([name, stream]) =>
    vi.spyOn(stream, 'write').mockImplementation((part) => {
      said[name] += String(part);
      return true;
    }),
  );
  const code = await main(parameters).finally(() => {
    for (const write of writes) write.mockRestore();
    vi.unstubAllEnvs();
  });
  return { code, ...said };
}

const csv = async (...lines: string[]) => {
  const file = join(folder, 'people.csv');
  await writeFile(file, lines.join('\n'));
  return file;
};

describe('lists', () => {
  it('prints users as a table, and says how many there are', async () => {
    expect(await run(['users', 'list', '--search', 'alpha.example'])).toEqual({
      code: 0,
      out: [
        'Email              Status  Seats  Used  Customer',
        'ann@alpha.example  Active      3     0  Alpha',
        'bob@alpha.example  Active     12     0  Alpha',
        '',
      ].join('\n'),
      err: '2 users.\n',
    });
  });

  it('prints customers and devices, and where the next page is', async () => {
    expect((await run(['customers', 'list'])).out).toBe(
      [
        'Name   Users  Seats  Used  Devices  ID',
        'Alpha      2     15     0        0  cus_alpha',
        '',
      ].join('\n'),
    );
    const devices = await run(['devices', 'list', '--search', 'cold-store-sensor']);
    expect(devices.out).toMatch(/^Name +State +Services +Customer +ID\ncold-store-sensor {2}/);
    const page = await run(['devices', 'list', '--page-size', '2']);
    expect(page.err).toBe('2 of 30 devices. --page 2 shows the next.\n');
  });

  it('prints the API’s own JSON with --json', async () => {
    const { code, out, err } = await run(['users', 'list', '--json', '--search', 'ann@alpha']);
    expect(JSON.parse(out)).toMatchObject({ items: [{ username: 'ann@alpha.example' }], total: 1 });
    expect([code, err]).toEqual([0, '']);
  });

  it('exports users into a new file that only its owner can read, and never over another', async () => {
    const call = ['users', 'export', '--search', 'alpha.example', '-o', 'users.csv'];
    expect(await run(call)).toEqual({ code: 0, out: 'Wrote users.csv.\n', err: '' });
    const file = join(folder, 'users.csv');
    expect(await readFile(file, 'utf8')).toContain('bob@alpha.example');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await run(call)).toEqual({
      code: 1,
      out: '',
      err: 'desk: users.csv exists already. Nothing was changed.\n',
    });
    const { out } = await run(['users', 'export', '--search', 'alpha.example', '--format', 'txt']);
    expect(out.trim().split(/\r?\n/)).toEqual(['ann@alpha.example', 'bob@alpha.example']);
  });
});

describe('adding a user', () => {
  it('takes the password from what is piped in, and says what RemotePC refuses', async () => {
    const call = ['users', 'add', 'new@alpha.example', '--first-name', 'New', '--last-name', 'One'];
    const input = 'Sandbox-Customer-2026\n';
    expect(await run([...call, '--seats', '2'], { input })).toEqual({
      code: 0,
      out: 'Added new@alpha.example.\n',
      err: '',
    });
    const again = await run(call, { input });
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toMatch(/^desk: .*already/);
    expect(again.err).not.toContain('Sandbox-Customer');
  });
});

describe('inviting', () => {
  it('shows the list, sends it, waits, writes the results, and ends with 3 if a person is needed', async () => {
    const refused = vi.spyOn(desk.sandbox.remotepc.state.switches, 'isInvitable');
    refused.mockImplementation((email) => !email.startsWith('refused'));
    const file = await csv(
      'Email,Seats',
      'one@new.example,1',
      'refused@new.example,2',
      'not an address,1',
      'ann@alpha.example,1',
    );
    const { code, out, err } = await run(['invite', file, '--yes', '--results', 'results.csv']);
    refused.mockRestore();
    expect(err.replaceAll(/bat_[\w-]{24}/g, 'bat_1').replaceAll(server.url, 'URL')).toBe(
      [
        'Read from “Email” and “Seats”.',
        '2 to invite, 1 to fix, 1 already users.',
        '  Row 3, not an address: This isn’t a valid email address.',
        'Batch bat_1: URL/invitations/bat_1',
        'Finished: 2 of 2',
        'Results: results.csv',
        '',
      ].join('\n'),
    );
    expect([code, out]).toEqual([3, '1 invited, 1 rejected.\n']);
    const results = await readFile(join(folder, 'results.csv'), 'utf8');
    expect(results).toContain('refused@new.example');
  });

  it('asks first, and without a terminal nothing is sent', async () => {
    const file = await csv('two@new.example');
    const before = desk.sandbox.remotepc.calls.length;
    const { code, err } = await run(['invite', file]);
    expect([code, err.split('\n').at(-2)]).toEqual([
      2,
      'desk: Invite 1? No one can answer here. Add --yes.',
    ]);
    expect(await run(['invite', file, '--dry-run', '--json'])).toEqual({
      code: 0,
      out: `${JSON.stringify({ preview: { ready: 1, fix: 0, already_customer: 0, duplicate: 0 } }, null, 2)}\n`,
      err: '1 to invite.\n',
    });
    const sent = desk.sandbox.remotepc.calls.slice(before).map(({ operation }) => operation);
    expect(sent).not.toContain('invite');
  });
});

describe('devices and sign-in links', () => {
  it('connects to a device by name, and prints what to open', async () => {
    const { code, out, err } = await run([
      ...['connect', 'cold-store-sensor', '--service', 'ssh', '--allow-from', 'anyone'],
    ]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^ssh -p \d+ user@[\w.-]+\n$/)]);
    expect(err).toMatch(/^Until 20.*, or until no one has used it for 15 minutes\.\n$/);
    const none = await run(['connect', 'no-such-device']);
    expect(none).toEqual({ code: 1, out: '', err: 'desk: No device matches no-such-device.\n' });
  });

  it('prints a sign-in link only where it is asked to, as the policy allows', async () => {
    expect(await run(['sign-in-link', username])).toEqual({
      code: 2,
      out: '',
      err: 'desk: The output isn’t a terminal, so the link could end up in a file or a log. Add --print if that’s what you want.\n',
    });
    expect(desk.sandbox.remotepc.calls.map(({ operation }) => operation)).not.toContain('signin');
    const { code, out, err } = await run(['sign-in-link', username, '--print']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^https?:\/\/\S+\n$/);
    await desk.setPolicy({ reasonRequired: true });
    await desk.forgetClicks();
    const refused = await run(['sign-in-link', username, '--print', '--json']);
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(JSON.parse(refused.err)).toMatchObject({ code: 'reason_required', status: 422 });
    await desk.setPolicy({});
  });
});

describe('the audit log', () => {
  it('is exported, and verified on the server and from the file', async () => {
    const verified = await run(['audit', 'verify']);
    expect([verified.code, verified.err]).toEqual([0, '']);
    expect(verified.out).toMatch(
      /^OK: \d+ events are as they were sealed\.\nThe last one is event/,
    );
    expect(await run(['audit', 'export', '-o', 'log.jsonl'])).toMatchObject({ code: 0, err: '' });
    const good = await run(['audit', 'verify', 'log.jsonl']);
    expect([good.code, good.out.split(':')[0]]).toEqual([0, 'OK']);
    const file = join(folder, 'log.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('administrator@', 'someone@'));
    const bad = await run(['audit', 'verify', 'log.jsonl']);
    expect([bad.code, bad.out.split(' at ')[0]]).toEqual([1, 'NOT OK']);
  });
});

describe('the address and the token', () => {
  const unset = { DESK_URL: '', DESK_TOKEN: '' };

  it('are kept by login in a file that others can’t read, and forgotten by logout', async () => {
    const said = await run(['login', server.url], { env: unset, input: `${token}\n` });
    const file = join(folder, 'reseller-desk', 'cli.json');
    expect(said).toEqual({
      code: 0,
      out: `The token works. It is kept in ${file}.\n`,
      err: '',
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await run(['customers', 'list'], { env: unset })).code).toBe(0);
    await chmod(file, 0o644);
    expect((await runHere(['customers', 'list'], unset)).err).toContain('Others can read');
    await chmod(file, 0o600);
    // Never to another address.
    const elsewhere = { ...unset, DESK_URL: 'https://other.example' };
    expect((await runHere(['customers', 'list'], elsewhere)).code).toBe(2);
    expect((await runHere(['logout'], unset)).code).toBe(0);
    expect(await runHere(['customers', 'list'], unset)).toMatchObject({
      code: 2,
      err: 'desk: No address is set. Run desk login URL, or set DESK_URL.\n',
    });
  });

  it.each([
    [
      'a token that is unknown',
      { DESK_TOKEN: `rd_${'a'.repeat(43)}` },
      [1, 'desk: This token doesn’t exist, or was deleted. Check it, or create a new one.\n'],
    ],
    [
      'something else than a token',
      { DESK_TOKEN: 'secret' },
      [2, 'desk: This isn’t an API token: they begin with rd_. Create one under Profile.\n'],
    ],
    [
      'an address without TLS',
      { DESK_URL: 'http://desk.example' },
      [2, 'desk: The token would be sent unencrypted. Use an address that begins with https://.\n'],
    ],
    [
      'a server that isn’t there',
      { DESK_URL: `http://127.0.0.1:${closedPort}` },
      [
        1,
        `desk: Reseller Desk can’t be reached at http://127.0.0.1:${closedPort} (ECONNREFUSED). Check the address, and that it runs.\n`,
      ],
    ],
  ])('with %s, it says so', async (_, env, expected) => {
    const { code, err } = await runHere(['customers', 'list'], env);
    expect([code, err]).toEqual(expected);
  });

  it('say what a token may not do in the server’s words', async () => {
    const viewer = await tokenOf(desk, 'administrator', { role: 'viewer' });
    const call = ['users', 'add', 'x@y.example', '--first-name', 'X', '--last-name', 'Y'];
    const env = { DESK_TOKEN: viewer.token };
    expect(await run(call, { env, input: 'pw' })).toEqual({
      code: 1,
      out: '',
      err: 'desk: This token doesn’t have the permission users.write, or its owner doesn’t. Use one that has it.\n',
    });
    expect(await db().select().from(apiTokens)).toHaveLength(2);
  });
});

describe('help', () => {
  it('explains each command, and what was called in a wrong way', async () => {
    const { out } = await run(['--help']);
    expect(out).toContain(
      '  invite FILE          invite people from a list, and wait until it is done',
    );
    expect((await runHere(['sign-in-link', '--help'])).out).toContain('--print');
    for (const [call, sentence] of [
      [['connect'], 'desk: DEVICE is missing. desk connect --help explains it.\n'],
      [['users', 'list', '--colour'], "desk: Unknown option '--colour'. desk users list --help"],
      [['dance'], 'desk: There’s no command dance. desk --help lists them.\n'],
      [['customers', 'list', 'x'], 'desk: “x” is too much.'],
    ] as const) {
      const { code, err } = await runHere([...call]);
      expect([code, err.slice(0, sentence.length)]).toEqual([2, sentence]);
    }
    const { out: fish } = await runHere(['completion', 'fish']);
    expect(fish).toContain(`complete -c desk -f -n '__fish_seen_subcommand_from users' -a export`);
  });
});
