import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'next-auth/jwt';
import { NextRequest } from 'next/server';
import type { Role } from '@/lib/contract/staff';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { sessionCookie } from '@/lib/server/auth/session-token';
import { startSession } from '@/lib/server/auth/sessions';
import { closeDatabase, db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { env, resetEnv } from '@/lib/server/env';
import type { Handler } from '@/lib/server/http/route';
import { createTestDatabase } from './database';

const AUTH_SECRET = Buffer.alloc(32, 'a').toString('base64');
const ENCRYPTION_KEY = Buffer.alloc(32, 'e').toString('base64');
const AUDIT_KEY = Buffer.alloc(32, 'u').toString('base64');

export type TestStaff = { id: string; email: string; role: Role; sessionId: string };

export type RouteCall = {
  /** Whose session the call has; `null` for none. */
  as?: Role | null;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
  /** The bracketed parts of the route's folder path. */
  params?: Record<string, string>;
};

export type TestDesk = {
  sandbox: Sandbox;
  /** Of the role that owns the tables; the code uses another one. */
  readonly ownerUrl: string;
  /**
   * Calls a route handler in this process: `desk.call(POST, 'POST /api/users', { as: 'manager',
   * json })`. By default as an administrator from our own pages.
   */
  call: (handler: Handler, line: string, options?: RouteCall) => Promise<Response>;
  /** The one staff member of that role, with a session; `role@desk.example`. */
  staff: (role: Role) => Promise<TestStaff>;
  close: () => Promise<void>;
};

type DeskOptions = {
  seed?: 'demo' | 'empty';
  /** More settings, or other values for those set here. */
  env?: Record<string, string>;
  /** The API over which the sandbox's remote.it account is reached; v27 by default. */
  remoteit?: 'v27' | 'graphql';
  /**
   * The RemotePC account is a configured one, like a reseller's own, although the sandbox answers
   * for it.
   */
  isOwnRemotepc?: boolean;
};

/**
 * A fresh migrated database, both sandboxes, and settings for them. One per test file, or one per
 * test: starting again discards lists, clients, breakers and logins.
 */
export async function startTestDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const database = await createTestDatabase();
  const sandbox = await startSandbox({ seed: options.seed ?? 'demo' });
  await forgetProcessState();
  Object.assign(process.env, settingsFor(database.url, sandbox, options), options.env);
  resetEnv();
  const checkpointFile = env().auditCheckpointFile;
  const people = new Map<Role, Promise<TestStaff>>();
  const staff = (role: Role): Promise<TestStaff> => {
    const known = people.get(role) ?? addStaff(role);
    people.set(role, known);
    return known;
  };
  return {
    sandbox,
    get ownerUrl() {
      return database.ownerUrl;
    },
    staff,
    async call(handler, line, call = {}) {
      const role = call.as === undefined ? 'administrator' : call.as;
      const cookie = role === null ? undefined : await cookieOf(await staff(role));
      const request = requestOf(line, call, cookie);
      return handler(request, { params: Promise.resolve(call.params ?? {}) });
    },
    async close() {
      await sandbox.close();
      await forgetProcessState();
      await rm(checkpointFile, { force: true });
      for (const name of Object.keys(options.env ?? {})) delete process.env[name];
      resetEnv();
      await database.close();
    },
  };
}

/** Resets lists, clients, breakers, logins and waits, as if all of that were long ago. */
export function forgetUpstreams(): void {
  const kept = globalThis as typeof globalThis & { resellerDeskUpstreams?: Map<string, unknown> };
  kept.resellerDeskUpstreams = undefined;
}

/** What lives on globalThis to exist once per process: a new desk must not see it. */
async function forgetProcessState(): Promise<void> {
  await closeDatabase();
  forgetUpstreams();
  globalThis.resellerDeskLog = undefined;
}

function settingsFor(
  databaseUrl: string,
  sandbox: Sandbox,
  options: DeskOptions,
): Record<string, string> {
  const { baseUrl, credentials, graphqlUrl, accessKey } = sandbox.remoteit;
  const isGraphql = options.remoteit === 'graphql';
  const { remotepc } = sandbox;
  return {
    DATABASE_URL: databaseUrl,
    APP_URL: 'http://localhost:3000',
    AUTH_SECRET,
    ENCRYPTION_KEY,
    AUDIT_KEY,
    // A developer's own server may have one in the data folder.
    AUDIT_CHECKPOINT_FILE: join(tmpdir(), `reseller-desk-checkpoints-${randomUUID()}.jsonl`),
    LOG_LEVEL: 'silent',
    REMOTEPC_API_URL: options.isOwnRemotepc ? remotepc.baseUrl : '',
    REMOTEPC_API_KEY: options.isOwnRemotepc ? remotepc.credentials.apiKey : '',
    SANDBOX_REMOTEPC_URL: remotepc.baseUrl,
    SANDBOX_REMOTEPC_KEY: remotepc.credentials.apiKey,
    SANDBOX_REMOTEIT_URL: isGraphql ? graphqlUrl : baseUrl,
    SANDBOX_REMOTEIT_CREDENTIALS: JSON.stringify(isGraphql ? accessKey : credentials),
  };
}

async function addStaff(role: Role): Promise<TestStaff> {
  const staff = { id: `stf_${role}`, email: `${role}@desk.example`, role };
  await db()
    .insert(staffMembers)
    .values({ ...staff, name: `The ${role}`, passwordHash: 'never verified' });
  return { ...staff, sessionId: await startSession(staff.id, { ip: null, userAgent: 'vitest' }) };
}

/** The cookie of a staff member's session, as a browser would send it. */
export async function cookieOf(staff: Pick<TestStaff, 'sessionId'>): Promise<string> {
  const token = await encode({ token: { sid: staff.sessionId }, secret: AUTH_SECRET });
  return `${sessionCookie().name}=${token}`;
}

/** The session named by a cookie that the server sets. */
export async function sessionIdIn(setCookie: string): Promise<string> {
  const token = setCookie.slice(setCookie.indexOf('=') + 1, setCookie.indexOf(';'));
  const claims = await decode({ token, secret: AUTH_SECRET });
  return String(claims?.sid);
}

function requestOf(line: string, call: RouteCall, cookie: string | undefined): NextRequest {
  const [method = 'GET', path = '/'] = line.split(' ');
  const body =
    call.form !== undefined
      ? new URLSearchParams(call.form).toString()
      : call.json !== undefined
        ? JSON.stringify(call.json)
        : undefined;
  const contentType = call.form ? 'application/x-www-form-urlencoded' : 'application/json';
  return new NextRequest(new URL(path, 'http://localhost:3000'), {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': '203.0.113.7',
      ...(body !== undefined && { 'content-type': contentType }),
      ...(cookie && { cookie }),
      ...call.headers,
    },
    ...(body !== undefined && { body }),
  });
}
