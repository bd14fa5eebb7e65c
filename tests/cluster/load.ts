import { Pool } from 'undici';

/** `from` and `until` in milliseconds since 1970; `hasWait`: it says when to come again. */
export type Answer = {
  from: number;
  until: number;
  status: number;
  hasWait: boolean;
  path: string;
};

const PAUSE_MS = 300;
const TIMEOUT_MS = 20_000;
/** What a proxy answers when it reaches no server. */
const BAD_GATEWAY = 502;

/**
 * People at work on several servers, as a proxy in front divides them: who can't reach one is led
 * to the next. Every answer is kept.
 */
export class Load {
  readonly answers: Answer[] = [];
  readonly #pools: Pool[];
  readonly #running: Promise<void>[];
  #isOver = false;

  constructor(
    urls: readonly string[],
    { people, cookie, paths }: { people: number; cookie: string; paths: readonly string[] },
  ) {
    this.#pools = urls.map((url) => new Pool(url, { connections: people }));
    this.#running = Array.from({ length: people }, (_, person) =>
      this.#work(person, cookie, paths),
    );
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
    await Promise.all(this.#pools.map((pool) => pool.destroy()));
  }

  async #work(person: number, cookie: string, paths: readonly string[]): Promise<void> {
    for (let turn = person; !this.#isOver; turn += 1) {
      this.answers.push(await this.#ask(turn, paths[turn % paths.length] ?? '/', cookie));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + (turn % 7) / 7)));
    }
  }

  async #ask(turn: number, path: string, cookie: string): Promise<Answer> {
    const from = Date.now();
    const inTurn = this.#pools.map((_, at) => this.#pools[(turn + at) % this.#pools.length]);
    for (const pool of inTurn) {
      const answer = await pool
        ?.request({
          ...{ path, method: 'GET', headers: { cookie, accept: 'application/json' } },
          ...{ headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS },
        })
        .catch(() => null);
      if (!answer) continue;
      const { statusCode: status, headers, body } = answer;
      // Cut off in the middle: a proxy can't take back what it has passed on.
      const isWhole = await body.text().then(
        () => true,
        () => false,
      );
      const hasWait = headers['retry-after'] !== undefined;
      return { from, until: Date.now(), status: isWhole ? status : BAD_GATEWAY, hasWait, path };
    }
    return { from, until: Date.now(), status: BAD_GATEWAY, hasWait: false, path };
  }
}
