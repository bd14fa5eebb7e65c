import 'server-only';
import type { PoolClient } from 'pg';
import { pool } from '@/lib/server/db/client';
import { WORK_CHANNEL } from '@/lib/server/invitations/create-batch';

/**
 * The batches with rows to send, taken in turns: the one served longest ago comes first, so a small
 * batch doesn't have to wait for a large one.
 */
export class Turns<B extends { batchId: string; accountId: string }> {
  #waiting: B[] = [];
  #servedAs = new Map<string, number>();
  #served = 0;

  /** Pending batches, oldest first. */
  fill(batches: readonly B[]): void {
    const known = this.#servedAs;
    this.#servedAs = new Map(
      batches.map(({ batchId }) => [batchId, known.get(batchId) ?? 0] as const),
    );
    this.#waiting = batches.toSorted((a, b) => this.#lastServed(a) - this.#lastServed(b));
  }

  get next(): B | undefined {
    return this.#waiting[0];
  }

  /** It has been served and moves to the end. */
  served(batch: B): void {
    this.#served += 1;
    this.#servedAs.set(batch.batchId, this.#served);
    this.#waiting = [...this.#waiting.filter((other) => other !== batch), batch];
  }

  /** It has nothing to send. */
  drop(batch: B): void {
    this.#waiting = this.#waiting.filter((other) => other !== batch);
  }

  /** No batch of this account may continue now. */
  dropAccount(accountId: string): void {
    this.#waiting = this.#waiting.filter((other) => other.accountId !== accountId);
  }

  #lastServed({ batchId }: B): number {
    return this.#servedAs.get(batchId) ?? 0;
  }
}

/** Listens for new work from any process on one connection of the pool; reconnects if it breaks. */
export class WorkListener {
  readonly #onWork: () => void;
  #client: PoolClient | null = null;

  constructor(onWork: () => void) {
    this.#onWork = onWork;
  }

  /** Does nothing if it is already listening. */
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

  /** Destroyed rather than released: the connection's next user must not receive notices. */
  #drop(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.release(true);
  }
}
