import 'server-only';

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
