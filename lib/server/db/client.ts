import 'server-only';
import { randomBytes } from 'node:crypto';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient, DatabaseError } from 'pg';
import { env, SettingsError } from '../env';
import { describeError, log } from '../log';
import { isConnectionBroken, NothingDoneError } from './errors';
import * as schema from './schema';

/** The connection broke during a transaction's commit: whether it took effect isn't known. */
export class CommitLostError extends Error {
  constructor(cause: unknown) {
    super('The connection was lost during a commit.', { cause });
    this.name = 'CommitLostError';
  }
}

/** PostgreSQL itself refused, so nothing was committed. */
function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Classes 08 and 57: the connection broke, or the server is shutting down.
    if (cause instanceof DatabaseError) return !/^(08|57)/.test(cause.code ?? '');
  }
  return false;
}

export type Database = NodePgDatabase<typeof schema>;
/** What `db().transaction` passes on. Inside, use only this, or the pool runs dry. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

const CONNECTIONS = 12;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

// Next loads this module several times in one process, but there must be only one pool.
declare global {
  var resellerDeskDatabase: { pool: Pool; db: Database } | undefined;
}

function open(): { pool: Pool; db: Database } {
  const connectionString = env().databaseUrl;
  if (!connectionString) {
    throw new SettingsError('DATABASE_URL is not set; start with npm start, which sets it.');
  }
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS,
    application_name: 'reseller-desk',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
  });
  // The pool replaces an idle connection that breaks; without a listener, the error would end the
  // process.
  pool.on('error', (error) =>
    log().warn({ error: describeError(error) }, 'database connection lost'),
  );
  // The same for one that breaks between two statements of its user: the next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = drizzle(pool, { schema });
  return { pool, db: Object.assign(db, { transaction: transactionOn(pool) }) };
}

/**
 * Transactions that return their connection whatever fails. Drizzle's own keeps it for good if
 * `begin` fails, and returns it with the transaction open if `rollback` does. A connection that
 * isn't idle at the end is closed, with whatever it held.
 * @throws CommitLostError if it isn't known whether the transaction took effect
 */
function transactionOn(pool: Pool): Database['transaction'] {
  const known = new WeakMap<PoolClient, Database>();
  return async (work, config) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw isConnectionBroken(error) ? new NothingDoneError(error) : error;
    });
    let isCommitting = false;
    try {
      const own = known.get(client) ?? drizzle(client, { schema });
      known.set(client, own);
      return await own.transaction(async (tx) => {
        const result = await work(tx);
        isCommitting = true;
        return result;
      }, config);
    } catch (error) {
      const mayCount = isCommitting && config?.accessMode !== 'read only' && !isRefusal(error);
      if (mayCount) throw new CommitLostError(error);
      // Not committed, so none of it took effect, whichever statement's response was lost.
      throw isConnectionBroken(error) ? new NothingDoneError(error) : error;
    } finally {
      client.release(client.getTransactionStatus() !== 'I');
    }
  };
}

/** The database of this process. The first call creates the pool, without a connection. */
export function db(): Database {
  return (globalThis.resellerDeskDatabase ??= open()).db;
}

export function pool(): Pool {
  return (globalThis.resellerDeskDatabase ??= open()).pool;
}

/** Waits for queries in progress. The next `db()` uses the then current `DATABASE_URL`. */
export async function closeDatabase(): Promise<void> {
  const open = globalThis.resellerDeskDatabase;
  globalThis.resellerDeskDatabase = undefined;
  await open?.pool.end();
}

/** An id that can't be guessed (144 bits), with a prefix for what it identifies: `bat_…`. */
export function createId(prefix: string): string {
  return `${prefix}_${randomBytes(18).toString('base64url')}`;
}
