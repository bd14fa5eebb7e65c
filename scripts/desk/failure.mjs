/** What a call of the program ends with. */
export const exits = { good: 0, failed: 1, usage: 2, needsPerson: 3 };

/** Ends the program with a sentence for a person. */
export class Failure extends Error {
  /**
   * @param {string} sentence
   * @param {{ exit?: number, status?: number, problem?: Record<string, unknown> }} [facts] `problem`:
   * the server's, for `--json`
   */
  constructor(sentence, { exit = exits.failed, status, problem } = {}) {
    super(sentence);
    this.exit = exit;
    this.status = status;
    this.problem = problem;
  }
}

/** @param {string} sentence */
export const misuse = (sentence) => new Failure(sentence, { exit: exits.usage });
