import 'server-only';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { SUPERUSER, superuserPasswordMissing, type Passwords } from './cluster';
import { databaseUrl } from './server';

/** Owns the database and everything in it, and can't sign in; migrations run as this role. */
const OWNER = 'desk_owner';
/** The server's: it owns nothing. */
const RUNTIME = 'desk';
const DATABASE = 'reseller_desk';
const WRONG_PASSWORD = '28P01';

export interface EmbeddedUrls {
  /** For the server: a role that owns nothing and isn't a superuser. */
  url: string;
  /** For migrations: acts as the owner of the product's database. Never for the server. */
  ownerUrl: string;
  /** For creating databases and roles. Never for the server. */
  superuserUrl: string;
}

/**
 * The database and its three roles: superuser, owner, runtime. Migrates a folder of an earlier
 * version, in which the superuser shared its password with the runtime role, which owned the
 * database. Repeatable: the next start completes one that was killed between these steps.
 */
export async function ensureRoles(
  dataDir: string,
  port: number,
  passwords: Passwords,
): Promise<EmbeddedUrls> {
  const superuserUrl = databaseUrl(port, SUPERUSER, passwords.superuser, 'postgres');
  await ensureSuperuser(dataDir, port, passwords);
  await using(superuserUrl, async (run) => {
    await ensureRole(run, OWNER, 'nologin');
    await ensureRole(run, RUNTIME, `login password ${escapeLiteral(passwords.runtime)}`);
    const known = await run(`select 1 from pg_database where datname = ${escapeLiteral(DATABASE)}`);
    if (known === 0) await run(`create database ${DATABASE} owner ${OWNER}`);
  });
  const inside = databaseUrl(port, SUPERUSER, passwords.superuser, DATABASE);
  await using(inside, async (run) => {
    // For earlier versions, in which the runtime role owned the database and everything in it.
    await run(`reassign owned by ${RUNTIME} to ${OWNER}`);
    await run(`revoke all on database ${DATABASE} from public`);
    await run(`grant connect on database ${DATABASE} to ${RUNTIME}`);
  });
  return {
    url: databaseUrl(port, RUNTIME, passwords.runtime, DATABASE),
    ownerUrl: `${inside}?options=${encodeURIComponent(`-c role=${OWNER}`)}`,
    superuserUrl,
  };
}

type Run = (statement: string) => Promise<number>;

/** Gives the superuser its own password if it still has that of an earlier version. */
async function ensureSuperuser(dataDir: string, port: number, passwords: Passwords): Promise<void> {
  const open = (password: string, work: (run: Run) => Promise<unknown>) =>
    using(databaseUrl(port, SUPERUSER, password, 'postgres'), work);
  try {
    await open(passwords.superuser, async () => undefined);
  } catch (error) {
    if (!isWrongPassword(error)) throw error;
    await open(passwords.runtime, (run) =>
      run(`alter role ${SUPERUSER} password ${escapeLiteral(passwords.superuser)}`),
    ).catch((second: unknown) => {
      throw isWrongPassword(second) ? superuserPasswordMissing(dataDir) : second;
    });
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === WRONG_PASSWORD;
}

async function ensureRole(run: Run, name: string, how: string): Promise<void> {
  const role = escapeIdentifier(name);
  const known = await run(`select 1 from pg_roles where rolname = ${escapeLiteral(name)}`);
  await run(`${known === 0 ? 'create' : 'alter'} role ${role} ${how}`);
}

async function using(url: string, work: (run: Run) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(async (statement) => (await client.query(statement)).rowCount ?? 0);
  } finally {
    await client.end();
  }
}
