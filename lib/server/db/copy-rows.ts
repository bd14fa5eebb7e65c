import 'server-only';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const LINE_END = 0x0a;

/**
 * The rows of a query, some at a time, as `COPY` prints them: one text for each column, null where
 * there is no value. For reading millions: it takes PostgreSQL a quarter of the time that a result
 * set does, and nothing waits for the last row. The query can't have parameters.
 */
export async function* copyRows(
  client: ClientBase,
  query: string,
): AsyncGenerator<(string | null)[][]> {
  let rest: Buffer = Buffer.alloc(0);
  const chunks: AsyncIterable<Buffer> = client.query(copyTo(`copy (${query}) to stdout`));
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A line's end within a value is printed as `\n`.
    const end = bytes.lastIndexOf(LINE_END);
    rest = bytes.subarray(end + 1);
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n').map(valuesOf);
  }
}

function valuesOf(line: string): (string | null)[] {
  const values: (string | null)[] = line.split('\t');
  for (const [index, value] of values.entries()) {
    if (value?.includes('\\')) values[index] = value === '\\N' ? null : unescape(value);
  }
  return values;
}

const ESCAPED: Record<string, string> = {
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

const unescape = (value: string) =>
  value.replaceAll(/\\(.)/gs, (_, letter: string) => ESCAPED[letter] ?? letter);
