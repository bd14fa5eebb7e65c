import { Writable } from 'node:stream';
import { asc, eq, sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/stored-passwords/import/route';
import { PUT } from '@/app/api/stored-passwords/route';
import type { PasswordList, PasswordReading } from '@/lib/contract/password-lists';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, storedPasswords } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { readStoredPassword } from '@/lib/server/vault/open-secret';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { uploadTo } from '@/tests/support/upload';
import { newKey } from '@/tests/support/vault';

const ann = 'ann@south.example';
const bob = 'bob@north.example';
const path = '/api/stored-passwords/import';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { USERS_FRESH_SECONDS: '0' } });
  for (const username of [ann, bob]) {
    desk.sandbox.remotepc.state.addUser({ username, password: 'irrelevant' });
  }
});
beforeEach(() => db().delete(storedPasswords));
afterAll(() => desk.close());

type Mode = 'check' | 'store';
const send = (mode: Mode, text: string, reading?: PasswordReading, as: Role | null = 'manager') =>
  desk.call(POST, `POST ${path}?mode=${mode}`, { as, json: { text, ...(reading && { reading }) } });
const listOf = async (response: Response) => {
  expect(response.status).toBe(200);
  return (await response.json()) as PasswordList;
};
const problemOf = async (response: Response) => {
  const { status, code, errors = [] } = (await response.json()) as Problem;
  return [status, code, ...errors.map((fault) => `${fault.path} ${fault.code}`)];
};
const storedFor = async (username: string) => {
  const [row] = await db()
    .select()
    .from(storedPasswords)
    .where(eq(storedPasswords.username, username));
  if (!row) return null;
  return (await readStoredPassword(systemActor('test'), row.accountId, username))?.secret;
};
const statesOf = ({ rows }: PasswordList) => rows.map(({ username, state }) => [username, state]);

const mixed = [
  'E-Mail;Passwort',
  'Ann@South.example;=1+1',
  `${bob};00123`,
  'eve@elsewhere.example;secret',
  `${ann};another`,
  `${bob};`,
  'secret;ann',
].join('\r\n');

describe('a list of passwords', () => {
  it('is checked row by row without storing anything', async () => {
    await desk.call(PUT, 'PUT /api/stored-passwords', { json: { username: bob, password: 'old' } });
    const list = await listOf(await send('check', mixed));
    expect(statesOf(list)).toEqual([
      [ann, 'new'],
      [bob, 'replaces'],
      ['eve@elsewhere.example', 'not_customer'],
      [ann, 'repeated'],
      [bob, 'fix'],
      [null, 'fix'],
    ]);
    expect(list.rows[5]?.message).toBe(
      'The email address isn’t valid. It isn’t shown because it could be a password.',
    );
    expect(list.counts).toEqual({
      new: 1,
      replaces: 1,
      stored: 0,
      replaced: 0,
      not_customer: 1,
      repeated: 1,
      fix: 2,
    });
    expect(list.customersAsOf).toMatch(/^\d{4}-/);
    expect([await storedFor(ann), await storedFor(bob)]).toEqual([null, 'old']);
  });

  it('is stored exactly as written, with an event for each, and reports what was done', async () => {
    await desk.call(PUT, 'PUT /api/stored-passwords', { json: { username: bob, password: 'old' } });
    const before = (await db().select().from(auditEvents)).length;
    const file = new Blob([Buffer.from(`\ufeff${mixed}`, 'utf16le')]);
    const list = await listOf(await uploadTo(desk, POST, `POST ${path}?mode=store`, { file }));
    expect(statesOf(list)).toEqual([
      [ann, 'stored'],
      [bob, 'replaced'],
      ['eve@elsewhere.example', 'not_customer'],
      [ann, 'repeated'],
      [bob, 'fix'],
      [null, 'fix'],
    ]);
    expect([await storedFor(ann), await storedFor(bob)]).toEqual(['=1+1', '00123']);
    const events = await db().select().from(auditEvents).orderBy(asc(auditEvents.sequence));
    expect(
      events.slice(before).map(({ action, target, outcome }) => [action, target, outcome]),
    ).toEqual([
      ['password.stored', ann, 'success'],
      ['password.stored', bob, 'success'],
    ]);
  });

  it('isn’t stored until it’s certain which column has the passwords', async () => {
    const text = `Ann,${ann},secret`;
    expect(await listOf(await send('check', text))).toMatchObject({
      rows: [],
      columns: { isSure: false },
    });
    expect(await problemOf(await send('store', text))).toEqual([
      400,
      'invalid_request',
      'reading.columns unsure',
    ]);
    const columns = { username: 1, password: 2, hasHeader: false };
    expect(statesOf(await listOf(await send('store', text, { columns })))).toEqual([
      [ann, 'stored'],
    ]);
    expect(await storedFor(ann)).toBe('secret');
  });

  it('with nothing ready stores nothing, and says so', async () => {
    const list = await listOf(await send('store', `eve@elsewhere.example;secret`));
    expect(statesOf(list)).toEqual([['eve@elsewhere.example', 'not_customer']]);
    expect(await db().select().from(storedPasswords)).toEqual([]);
  });

  it('with more users than fit in one statement is stored completely', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => `user${index}@many.example`);
    for (const username of many) desk.sandbox.remotepc.state.addUser({ username, password: 'x' });
    const text = many.map((username, index) => `${username};secret ${index}`).join('\n');
    const list = await listOf(await send('store', text));
    expect(list.counts.stored).toBe(1_200);
    expect(await storedFor('user1199@many.example')).toBe('secret 1199');
  });
});

describe('what is refused', () => {
  it.each(['viewer', 'technician', null] as const)('a list from %s', async (as) => {
    const response = await send('store', `${ann};secret`, undefined, as);
    expect(await problemOf(response)).toEqual(as ? [403, 'forbidden'] : [401, 'unauthorized']);
    expect(await storedFor(ann)).toBeNull();
  });

  it.each(['check', 'store'] as const)('to %s anything while the vault is locked', async (mode) => {
    await desk.call(PUT, 'PUT /api/stored-passwords', { json: { username: bob, password: 'old' } });
    const own = process.env.ENCRYPTION_KEY;
    process.env.ENCRYPTION_KEY = newKey();
    resetEnv();
    try {
      expect(await problemOf(await send(mode, `${ann};secret`))).toEqual([503, 'vault_locked']);
    } finally {
      process.env.ENCRYPTION_KEY = own;
      resetEnv();
    }
    expect(await storedFor(ann)).toBeNull();
  });

  it('a list past the limits', async () => {
    const file = new Blob(['x'.repeat(11 * 1024 * 1024)]);
    expect(await problemOf(await uploadTo(desk, POST, `POST ${path}`, { file }))).toEqual([
      413,
      'body_too_large',
    ]);
    expect(await problemOf(await send('check', 'a@x.example;b\n'.repeat(50_001)))).toEqual([
      400,
      'invalid_request',
      'rows too_big',
    ]);
  });

  it('another way of sending it, or impossible columns', async () => {
    const form = await desk.call(POST, `POST ${path}`, { form: { text: `${ann};secret` } });
    expect(await problemOf(form)).toEqual([415, 'unsupported_media_type']);
    const columns = { username: 0, password: 0, hasHeader: false };
    expect(await problemOf(await send('check', `${ann};secret`, { columns }))).toEqual([
      400,
      'invalid_request',
      'reading.columns.password custom',
    ]);
  });
});

describe('of the list', () => {
  const canary = 'Canary-9f31c7';
  /** Each list has the canary where it might be mistaken for something else. */
  const lists: Record<string, [text: string, reading?: PasswordReading]> = {
    'as it should be': [`${ann};${canary}`],
    'columns mixed up': [`E-Mail;Passwort\n${canary};${ann}`],
    'the wrong column chosen': [
      `${ann};${canary}`,
      { columns: { username: 1, password: 0, hasHeader: false } },
    ],
    'taken for names': [
      `${canary};${ann}`,
      { columns: { username: 1, password: 0, hasHeader: true } },
    ],
    'not sure': [`Ann;${ann};${canary}\nBob;${bob};${canary}`],
    'not sure, by names': [`E-Mail;Geheimnis\n${ann};${canary}`],
    'first row odd': [`mail ${canary};x\n${ann};y`],
    'too long': [`${ann};${canary.repeat(100)}`],
    'cut at a separator': [`user;pass\n${ann};${canary};${canary}`],
    'an open quote': [`${ann};"${canary}`],
    'one column': [canary],
    'not a customer': [`eve@elsewhere.example;${canary}`],
  };

  it('no password is in a response, the log, the audit log or the database', async () => {
    let logged = '';
    const sink = new Writable({
      write(chunk: Buffer, _, done) {
        logged += chunk.toString();
        done();
      },
    });
    globalThis.resellerDeskLog = pino({ level: 'debug' }, sink);
    for (const [name, [text, reading]] of Object.entries(lists)) {
      for (const mode of ['check', 'store'] as const) {
        const response = await send(mode, text, reading);
        expect(await response.text(), `${name}, ${mode}`).not.toContain('Canary');
      }
    }
    globalThis.resellerDeskLog = undefined;
    expect(await storedFor(ann)).toContain(canary);
    expect(logged).not.toContain('Canary');
    expect(await everything()).toContain(ann);
    expect(await everything()).not.toContain('Canary');
    expect(await everything()).not.toContain(Buffer.from(canary).toString('hex'));
  });

  /** Each row of each table, as text. */
  async function everything(): Promise<string> {
    const { rows: tables } = await db().execute<{ name: string }>(
      sql`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
        from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const contents = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await db().execute(
          sql.raw(`select to_jsonb(t)::text as row from ${name} t`),
        );
        return JSON.stringify(rows);
      }),
    );
    return contents.join('\n');
  }
});
