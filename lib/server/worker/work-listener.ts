import 'server-only';
import type { PoolClient } from 'pg';
import { pool } from '@/lib/server/db/client';
import { WORK_CHANNEL } from '@/lib/server/invitations/notify-worker';

/** Hears of new work in any process through one connection of the pool; connects again when it breaks. */
export class WorkListener {
  readonly #onWork: () => void;
  #client: PoolClient | null = null;

  constructor(onWork: () => void) {
    this.#onWork = onWork;
  }

  /** Does nothing while it listens already. */
  async listen(): Promise<void> {
    if (this.#client) return;
    const client = await pool().connect();
    this.#client = client;
    client.on('notification', this.#onWork);
    client.on('error', () => this.#drop(client));
    try {
      await client.query(`listen ${WORK_CHANNEL}`);
    } catch (error) {
      this.#drop(client);
      throw error;
    }
  }

  close(): void {
    if (this.#client) this.#drop(this.#client);
  }

  /** Destroyed rather than given back: the next user of the connection must not hear notices. */
  #drop(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.release(true);
  }
}
