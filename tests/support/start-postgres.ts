import { startEmbeddedPostgres } from '@/lib/server/db/embedded/embedded';

/** A program that starts the embedded PostgreSQL of a folder, says so, and waits to be killed. */
const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
console.log(JSON.stringify({ pid: postgres.pid, adopted: postgres.adopted }));
setInterval(() => undefined, 60_000);
