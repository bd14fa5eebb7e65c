import 'server-only';
import { randomBytes } from 'node:crypto';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient, DatabaseError } from 'pg';
import { env, SettingsError } from '../env';
import { describeError, log } from '../log';
import { isConnectionBroken, NothingDoneError } from './errors';
import * as schema from './schema';

/** The connection broke while a transaction was committed: whether it counts is not known. */
export class CommitLostError extends Error {
  constructor(cause: unknown) {
    super('The connection was lost during a commit.', { cause });
    this.name = 'CommitLostError';
  }
}

/** PostgreSQL itself said no, so that nothing was committed. */
function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Classes 08 and 57: the connection broke, or the server is going down.
    if (cause instanceof DatabaseError) return !/^(08|57)/.test(cause.code ?? '');
  }
  return false;
}

export type Database = NodePgDatabase<typeof schema>;
/** What `db().transaction` hands out. Inside one use it alone, or the pool runs dry. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

const CONNECTIONS = 12;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 30_000;

// Next loads this module several times in one process; there must be one pool all the same.
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
  // An idle connection that breaks is replaced by the pool; unheard, it would end the process.
  pool.on('error', (error) =>
    log().warn({ error: describeError(error) }, 'database connection lost'),
  );
  // The same for one that breaks between two statements of whoever has it: its next one fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = drizzle(pool, { schema });
  return { pool, db: Object.assign(db, { transaction: transactionOn(pool) }) };
}

/**
 * Transactions that give their connection back whatever fails. Drizzle's own keeps it for good where
 * `begin` fails, and gives it back with the transaction open where `rollback` does. A connection
 * that isn't idle at the end is closed, and with it what it held.
 * @throws CommitLostError where it is not known whether the transaction counts
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
      // Not committed, so nothing of it counts, whichever statement's answer was lost.
      throw isConnectionBroken(error) ? new NothingDoneError(error) : error;
    } finally {
      client.release(client.getTransactionStatus() !== 'I');
    }
  };
}

/** The database of this process. The first call opens the pool, no connection yet. */
export function db(): Database {
  return (globalThis.resellerDeskDatabase ??= open()).db;
}

export function pool(): Pool {
  return (globalThis.resellerDeskDatabase ??= open()).pool;
}

/** Waits for queries under way. The next `db()` opens anew, at the `DATABASE_URL` of then. */
export async function closeDatabase(): Promise<void> {
  const open = globalThis.resellerDeskDatabase;
  globalThis.resellerDeskDatabase = undefined;
  await open?.pool.end();
}

/** An id that can't be guessed (144 bits), with a prefix that says what it names: `bat_…`. */
export function createId(prefix: string): string {
  return `${prefix}_${randomBytes(18).toString('base64url')}`;
}
