import 'server-only';

/** The embedded PostgreSQL cannot run here. The message is one line that names the way out. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}
