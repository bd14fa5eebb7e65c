import 'server-only';
import { createHmac } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { idempotencyKeys } from '@/lib/server/db/schema';
import { env, readKey } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { json } from './answers';
import { problemResponse, statusOf } from './problem';

const KEY = /^[\x20-\x7e]{1,255}$/;
/**
 * No call takes longer than twice an upstream's timeout plus this; after that its process is gone.
 */
const MIN_IN_FLIGHT_MS = 30_000;

type IdempotentCall = {
  request: Request;
  actor: Actor;
  /** The action that the key is for, such as `POST /api/users`. */
  route: string;
  /** The parsed input, including the account if there is one. Only its keyed hash is stored. */
  input: unknown;
};

type Row = { bodyHash: string; status: number | null; body: unknown; isOld: boolean };

/**
 * Runs an action once per `Idempotency-Key` and staff member; a repetition gets the first response
 * with its status. Without the header it just runs. A failure that certainly had no effect releases
 * the key, so that the same call may be tried again; a response that leaves the effect open is
 * kept, and if not even that is known (`outcome_unknown`) the key stays taken. `work` may throw its
 * own errors only before the effect: later ones must be a `DeskError`.
 * @throws DeskError `invalid_request`, `idempotency_key_reused`, `request_in_flight`, `conflict`
 */
export async function idempotent(
  call: IdempotentCall,
  work: () => Promise<Response>,
): Promise<Response> {
  const key = call.request.headers.get('idempotency-key');
  if (key === null) return work();
  if (!KEY.test(key)) throw badKey();
  const id = { staffId: call.actor.id, route: call.route, key };
  const bodyHash = hashOf(call);
  const [claimed] = await db()
    .insert(idempotencyKeys)
    .values({ ...id, bodyHash })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (!claimed) return replay(await find(id), bodyHash);

  try {
    const response = await work();
    await keep(id, response.status, await response.clone().json());
    return response;
  } catch (thrown) {
    // It isn't known whether it took effect, and the next caller is told so.
    const error = explainError(thrown);
    if (error.code === 'outcome_unknown') throw error;
    if (!isKept(error)) {
      await release(id);
      throw error;
    }
    const problem = await problemResponse(error, call.actor.requestId).json();
    await keep(id, statusOf(error), problem);
    throw error;
  }
}

type Id = { staffId: string; route: string; key: string };

function whereId({ staffId, route, key }: Id) {
  return and(
    eq(idempotencyKeys.staffId, staffId),
    eq(idempotencyKeys.route, route),
    eq(idempotencyKeys.key, key),
  );
}

async function find(id: Id): Promise<Row | undefined> {
  const limitMs = Math.max(2 * env().upstreamTimeoutMs, MIN_IN_FLIGHT_MS);
  const [row] = await db()
    .select({
      bodyHash: idempotencyKeys.bodyHash,
      status: idempotencyKeys.status,
      body: idempotencyKeys.body,
      isOld: sql<boolean>`${idempotencyKeys.createdAt} < now() - make_interval(secs => ${limitMs / 1_000})`,
    })
    .from(idempotencyKeys)
    .where(whereId(id));
  return row;
}

function replay(row: Row | undefined, bodyHash: string): Response {
  if (row && row.bodyHash !== bodyHash) {
    throw new DeskError('idempotency_key_reused', {
      detail: 'This idempotency key was used for another request. Use a new key for a new request.',
    });
  }
  if (row && row.status !== null) {
    const isProblem = row.status >= 400;
    return json(row.body, {
      status: row.status,
      headers: {
        'idempotency-replayed': 'true',
        ...(isProblem && { 'content-type': 'application/problem+json; charset=utf-8' }),
      },
    });
  }
  if (row?.isOld) {
    throw new DeskError('conflict', {
      detail:
        'The first request with this key ended without a response, so it may or may not have been carried out. It isn’t repeated automatically. Check whether it took effect. If not, try again with a new key.',
    });
  }
  throw new DeskError('request_in_flight', {
    detail: 'The same request is still in progress. Try again in a moment to get its response.',
    retryAfterSeconds: 1,
  });
}

/**
 * If the response can't be stored, the key stays claimed: better no response than doing it twice.
 */
async function keep(id: Id, status: number, body: unknown): Promise<void> {
  try {
    await db().update(idempotencyKeys).set({ status, body }).where(whereId(id));
  } catch (error) {
    log().error({ route: id.route, error: describeError(error) }, 'first answer not kept');
  }
}

async function release(id: Id): Promise<void> {
  try {
    await db().delete(idempotencyKeys).where(whereId(id));
  } catch (error) {
    log().error({ route: id.route, error: describeError(error) }, 'idempotency key not released');
  }
}

/** Whether the response is final, or the caller may try the same again. */
function isKept(error: DeskError): boolean {
  if (error.cause instanceof UpstreamError && error.cause.outcome === 'maybe_sent') return true;
  if (error.code === 'upstream_timeout') return true;
  // Input that had no effect: once fixed, it may use the same key.
  if (error.code === 'invalid_request') return false;
  const status = statusOf(error);
  return status < 500 && ![401, 403, 429].includes(status);
}

/** Keyed, so that a password in the input can't be guessed from the table. */
function hashOf({ route, input }: IdempotentCall): string {
  return createHmac('sha256', readKey('AUTH_SECRET'))
    .update(`idempotency\n${route}\n${JSON.stringify(input, sortKeys)}`)
    .digest('base64url');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
  );
}

function badKey(): DeskError {
  const message = 'The key must have 1 to 255 printable ASCII characters.';
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'Idempotency-Key', code: 'invalid_format', message }],
  });
}
