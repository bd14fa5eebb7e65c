import 'server-only';
import { DeskError } from '@/lib/server/errors';

/** More is asked at once than is done at once, and the queue is full. Nothing was begun. */
export class TooBusyError extends DeskError {
  constructor() {
    super('too_many_requests', {
      detail: 'Too many people are signing in right now. Try again in a few seconds.',
      retryAfterSeconds: 2,
    });
  }
}

type GateOptions = { atOnce: number; maxWaiting: number };

/**
 * Lets so much work through at once and has a short queue for the rest. People who are known go
 * before strangers and have a queue of their own, so that strangers can't fill it.
 */
export class Gate {
  #running = 0;
  readonly #known: (() => void)[] = [];
  readonly #strangers: (() => void)[] = [];

  constructor(private readonly options: GateOptions) {}

  /** @throws TooBusyError where the queue is full */
  async run<T>(work: () => Promise<T>, isKnown: boolean): Promise<T> {
    await this.#enter(isKnown ? this.#known : this.#strangers);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(queue: (() => void)[]): Promise<void> {
    if (this.#running < this.options.atOnce) {
      this.#running += 1;
      return;
    }
    if (queue.length >= this.options.maxWaiting) throw new TooBusyError();
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  /** Hands its place on, so that nobody who comes now gets in before those who wait. */
  #leave(): void {
    const next = this.#known.shift() ?? this.#strangers.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
