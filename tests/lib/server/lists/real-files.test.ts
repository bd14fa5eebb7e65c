import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ListReading } from '@/lib/contract/invitations';
import { DeskError } from '@/lib/server/errors';
import { checkEntries } from '@/lib/server/invitations/check-entries';
import { readList } from '@/lib/server/lists/read-list';

/** The content of the `.json` beside each file; what it leaves out isn't checked. */
type Expected = {
  reading?: ListReading;
  rows?: [email: string, seats: number, verdict: string][];
  /** The sentence a person gets instead of rows. */
  error?: string;
  delimiter?: string | null;
  encoding?: string | null;
  isSure?: boolean;
  headers?: string[];
  sheets?: string[];
  hiddenSheets?: string[];
  sheet?: string;
};

const folder = join(process.cwd(), 'tests/fixtures/lists');
const cases = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('real-world files', () => {
  test('are at least forty', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  test.each(cases)('%s is read as recorded', async (name) => {
    const expected = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Expected;
    // `list.csv.json` is about `list.csv`, and so is `list.csv.second.json`.
    const file = /^(.*?\.\w+)\.(?:[\w-]+\.)?json$/.exec(name)?.[1] ?? '';
    const bytes = readFileSync(join(folder, file));
    const reading = expected.reading ?? {};
    const list = await readList({ kind: 'file', name: file, bytes }, reading).catch(
      (error: unknown) => {
        if (error instanceof DeskError) return error;
        throw error;
      },
    );
    if (list instanceof DeskError) {
      expect([list.code, list.detail]).toEqual(['invalid_request', expected.error]);
      return;
    }
    const rules = { customers: new Set<string>(), maxSeats: null, changes: {} };
    const { rows } = await checkEntries(list.entries, rules);
    expect(rows.map(({ email, seats, verdict }) => [email, seats, verdict])).toEqual(expected.rows);
    const { columns, delimiter, encoding, sheets, hiddenSheets, sheet } = list;
    const { isSure, headers } = columns;
    const found = { isSure, headers, delimiter, encoding, sheets, hiddenSheets, sheet };
    const asked = Object.entries(expected).filter(([key]) => key in found);
    expect(found).toMatchObject(Object.fromEntries(asked));
  });
});
