import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One line: a call that arrived, or what it did. */
export type TruthLine =
  | { kind: 'call' }
  /** Written before the answer leaves: from here on these people have been invited. */
  | { kind: 'effect'; rows: { email: string; status: string }[] };

/**
 * What really happened at an upstream, on disk before anyone gets an answer: it outlives every
 * process.
 */
export class TruthLog {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  write(line: TruthLine): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

export function readTruth(path: string): TruthLine[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as TruthLine);
}
