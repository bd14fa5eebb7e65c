import 'server-only';
import { createHash, type Hash } from 'node:crypto';
import type { z } from 'zod';
import { incomplete, openEnvelope } from './envelope';
import {
  BackupError,
  FORMAT,
  headerSchema,
  lastLineSchema,
  manifestSchema,
  tableSchema,
  type BackupHeader,
  type Manifest,
} from './format';

export type BackupFile = { path: string; passphrase: string | undefined };

/** What to do with each part of a backup, in the order of the file. */
export type Receiver = {
  begin?: (header: BackupHeader) => Promise<void>;
  /** Takes all the rows, which are in COPY's text format. */
  table?: (name: string, columns: string[], rows: AsyncIterable<Buffer>) => Promise<void>;
};

type Contents = { header: BackupHeader; manifest: Manifest };

/**
 * Reads a backup to its end and compares each part with its checksum. What a receiver was given
 * counts only if this succeeds.
 * @throws BackupError
 */
export async function readBackup(
  { path, passphrase }: BackupFile,
  { begin, table = discard }: Receiver = {},
): Promise<Contents> {
  const text = new Text(openEnvelope(path, passphrase));
  try {
    const header = parse(headerSchema, await text.line());
    if (header.format !== FORMAT) throw newer(header);
    await begin?.(header);
    const read: Manifest['tables'] = [];
    for (;;) {
      const content = json(await text.line());
      const opening = tableSchema.safeParse(content);
      if (!opening.success) {
        const manifest = parseValue(manifestSchema, content);
        const { sha256 } = text;
        if (parse(lastLineSchema, await text.line()).sha256 !== sha256 || !(await text.isOver())) {
          throw damaged();
        }
        if (JSON.stringify(read) !== JSON.stringify(manifest.tables)) throw damaged();
        return { header, manifest };
      }
      const { table: name, columns } = opening.data;
      const part = new Part(text.rows());
      await table(name, columns, part.chunks());
      read.push({ name, ...(await part.end()) });
    }
  } finally {
    await text.close();
  }
}

async function discard(_name: string, _columns: string[], rows: AsyncIterable<Buffer>) {
  const all = rows[Symbol.asyncIterator]();
  while (!(await all.next()).done);
}

export function newer({ version }: BackupHeader): BackupError {
  return new BackupError(
    `The backup was made by a newer version of Reseller Desk (${version}). Use that version.`,
  );
}

function damaged(): BackupError {
  return new BackupError('The backup is damaged: its content was changed.');
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged();
  }
}

function parseValue<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw damaged();
  return result.data;
}

const parse = <Schema extends z.ZodType>(schema: Schema, line: string) =>
  parseValue(schema, json(line));

const LINE_FEED = 10;

/** The rows of one table, counted and hashed as they go by. */
class Part {
  readonly #hash = createHash('sha256');
  #rows = 0;
  #bytes = 0;

  constructor(private readonly source: AsyncGenerator<Buffer>) {}

  async *chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of this.source) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
        this.#rows += 1;
      }
      yield chunk;
    }
  }

  async end() {
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

const LONGEST_LINE = 1024 * 1024;
const END = Buffer.from('\\.\n');
const END_AFTER_ROW = Buffer.from('\n\\.\n');

/** The text of a backup, by lines and by tables. Everything that was taken from it is hashed. */
class Text {
  readonly #chunks: AsyncGenerator<Buffer>;
  readonly #hash: Hash = createHash('sha256');
  #buffer: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Of everything so far. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(LINE_FEED);
      if (end >= 0) return this.#take(end + 1).toString('utf8', 0, end);
      if (this.#buffer.length > LONGEST_LINE) throw damaged();
      if (!(await this.#more())) throw incomplete();
    }
  }

  /**
   * Up to the end of the table, in pieces that may end within a row: a row can be larger than what
   * should be in memory.
   */
  async *rows(): AsyncGenerator<Buffer> {
    for (let isStart = true; ;) {
      if (isStart && this.#buffer.subarray(0, END.length).equals(END)) {
        this.#take(END.length);
        return;
      }
      const end = this.#buffer.indexOf(END_AFTER_ROW);
      const certain = end >= 0 ? end + 1 : this.#buffer.length - this.#possibleEnd(isStart);
      if (certain > 0) {
        isStart = end >= 0;
        yield this.#take(certain);
      } else if (!(await this.#more())) throw incomplete();
    }
  }

  /** How many bytes at the end of what is here could begin the end of the table. */
  #possibleEnd(isStart: boolean): number {
    const { length } = this.#buffer;
    if (isStart && length < END.length && END.subarray(0, length).equals(this.#buffer)) {
      return length;
    }
    for (let size = END_AFTER_ROW.length - 1; size > 0; size -= 1) {
      if (this.#buffer.subarray(-size).equals(END_AFTER_ROW.subarray(0, size))) return size;
    }
    return 0;
  }

  async isOver(): Promise<boolean> {
    return this.#buffer.length === 0 && !(await this.#more());
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value]);
    return true;
  }
}
