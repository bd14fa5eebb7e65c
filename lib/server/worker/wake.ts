import 'server-only';
import type { PoolClient } from 'pg';
import { pool } from '@/lib/server/db/client';
import { WORK_CHANNEL } from '@/lib/server/invitations/create-batch';

/**
 * The batches that have rows to send, in turns: the one that was served longest ago comes first, so
 * that a small batch doesn't wait for a large one's end.
 */
export class Turns<B extends { batchId: string; accountId: string }> {
  #waiting: B[] = [];
  #servedAs = new Map<string, number>();
  #served = 0;

  /** What is waiting now, oldest first. */
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

  /** It has been served and goes to the end. */
  served(batch: B): void {
    this.#served += 1;
    this.#servedAs.set(batch.batchId, this.#served);
    this.#waiting = [...this.#waiting.filter((other) => other !== batch), batch];
  }

  /** It has nothing to send. */
  drop(batch: B): void {
    this.#waiting = this.#waiting.filter((other) => other !== batch);
  }

  /** None of the account's may go on now. */
  dropAccount(accountId: string): void {
    this.#waiting = this.#waiting.filter((other) => other.accountId !== accountId);
  }

  #lastServed({ batchId }: B): number {
    return this.#servedAs.get(batchId) ?? 0;
  }
}

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
