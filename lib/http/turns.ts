import 'server-only';

const MAX_QUEUE = 64;

/** Lets so many in at once; a bounded queue of others waits in front. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Waits for a turn. @returns how to give it back, or null where none came in time. */
  async enter(waitMs: number): Promise<(() => void) | null> {
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#exit();
    }
    if (this.#waiting.length >= MAX_QUEUE) return null;
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        resolve(this.#exit());
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(null);
      }, waitMs);
      this.#waiting.push(go);
    });
  }

  #exit(): () => void {
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}
