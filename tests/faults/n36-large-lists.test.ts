import { zipSync } from 'fflate';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as preview } from '@/app/api/batches/preview/route';
import { DeskError } from '@/lib/server/errors';
import type { Handler } from '@/lib/server/http/route';
import { readList } from '@/lib/server/lists/read-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { longestHold } from '@/tests/support/longest-hold';
import { uploadTo } from '@/tests/support/upload';
import { sheetOf, workbookOf } from '@/tests/support/workbook';

const MIB = 1024 * 1024;
const line = 'POST /api/batches/preview';
let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const upload = (file: Blob) => uploadTo(desk, preview, line, { file });

/** A body that arrives as a stream, with whatever length is announced. */
function stream(length: number, headers: Record<string, string>): Promise<Response> {
  let sent = 0;
  const withBody: Handler = (request, context) => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= length) return controller.close();
        sent += MIB / 4;
        controller.enqueue(new Uint8Array(MIB / 4).fill(0x61));
      },
    });
    const merged = new Headers([...request.headers, ...Object.entries(headers)]);
    const init = { method: 'POST', headers: merged, body, duplex: 'half' as const };
    return preview(new NextRequest(request.url, init), context);
  };
  return desk.call(withBody, line);
}

async function sentenceOf(bytes: Uint8Array): Promise<string> {
  const result = await readList({ kind: 'file', name: 'list', bytes }).catch(
    (error: unknown) => error,
  );
  if (result instanceof DeskError && result.code === 'invalid_request') return result.detail;
  throw new Error('It was read, or failed in another way.', { cause: result });
}

describe('a body that is too large (N36)', () => {
  test.each([10.1, 12])('of %d MiB is 413, as a file and as text', async (size) => {
    const file = new Blob(['a'.repeat(size * MIB)]);
    expect((await upload(file)).status).toBe(413);
    const text = await desk.call(preview, line, { json: { text: 'a'.repeat(size * MIB) } });
    expect(text.status).toBe(413);
  });

  test('is 413 whatever length it announces, and isn’t read to its end', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await stream(150 * MIB, json)).status).toBe(413);
    expect((await stream(150 * MIB, { ...json, 'content-length': '17' })).status).toBe(413);
    expect((await stream(1, { ...json, 'content-length': String(150 * MIB) })).status).toBe(413);
  });

  test('of almost 10 MiB is read', async () => {
    const text = `email,note\nann@x.example,"${'x'.repeat(9.9 * MIB)}"`;
    const response = await upload(new Blob([text]));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ counts: { ready: 1 } });
  });
});

describe('a list with very many rows', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      index % 10 === 3 ? `nobody${index}` : `p${index}@many.example`,
    ).join('\n');

  test('counts each row as ready or refused', async () => {
    const response = await upload(new Blob([`email\n${rows(50_000)}`]));
    expect(await response.json()).toMatchObject({
      counts: { ready: 45_000, fix: 5_000, already_customer: 0, duplicate: 0 },
    });
  });

  test('of 100,000 is refused as a whole, using little memory', async () => {
    await upload(new Blob([rows(1_000)]));
    const before = process.memoryUsage().rss;
    const response = await upload(new Blob([rows(100_000)]));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail:
        'This list has more than 50000 rows, which is the maximum. Split it into smaller lists.',
    });
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(50);
  });
});

describe('a list meant to stall the server', () => {
  const hostile: Record<string, string> = {
    'of quotes': '"'.repeat(10 * MIB),
    'of quotes that end nothing': '"a'.repeat(5 * MIB),
    'of quotes and blanks': `"${'x" '.repeat(2 * MIB)}${' '.repeat(4 * MIB)}`,
    'of delimiters': ','.repeat(10 * MIB),
    'of line ends': '\n'.repeat(10 * MIB),
    'of brackets': '<@'.repeat(5 * MIB),
    'of one bracket': `<${'@'.repeat(10 * MIB - 1)}`,
    'of addresses on one line': 'a@b.c '.repeat(1.7 * MIB),
    'of closing brackets': `<${'>'.repeat(10 * MIB - 1)}`,
    'of carriage returns': '\r'.repeat(10 * MIB),
    'of wide delimiters': `email；seats\n${'；'.repeat(3.3 * MIB)}`,
  };
  test.each(Object.entries(hostile))('%s delays no one for a second', async (_name, text) => {
    const held = await longestHold(() =>
      readList({ kind: 'text', text }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(DeskError);
      }),
    );
    expect(held).toBeLessThan(1_000);
  });
});

describe('a malicious workbook', () => {
  const damaged =
    'This workbook can’t be read: it’s damaged or isn’t an XLSX file. Open it in your spreadsheet program, save it as XLSX or CSV, then upload that file.';
  const large =
    'This workbook is too large. Save the sheet with the addresses as CSV, then upload that file.';
  const spaces = new Uint8Array(101 * MIB).fill(0x20);

  test('that unpacks to more than 100 MiB is refused before it is unpacked', async () => {
    const bomb = zipSync({ 'xl/workbook.xml': spaces });
    expect(bomb.length).toBeLessThan(MIB);
    expect(await sentenceOf(bomb)).toBe(large);
  });

  test('that lies about its sizes is read only up to what it announced', async () => {
    const bomb = Buffer.from(zipSync({ 'xl/workbook.xml': spaces }));
    const entry = bomb.lastIndexOf(Buffer.of(0x50, 0x4b, 0x01, 0x02));
    bomb.writeUInt32LE(1_000, entry + 24);
    const before = process.memoryUsage().rss;
    expect(await sentenceOf(bomb)).toBe(damaged);
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(50);
  });

  test('of more than 2,000 entries is refused', async () => {
    const entries = Array.from({ length: 2_001 }, (_, index) => [`f${index}`, new Uint8Array()]);
    expect(await sentenceOf(zipSync(Object.fromEntries(entries)))).toBe(large);
  });

  test('with one byte changed is refused', async () => {
    const cells = '<row><c t="str"><v>ann@x.example</v></c></row>';
    const whole = workbookOf({ 's.xml': sheetOf(cells) }, { level: 0 });
    const { entries } = await readList({ kind: 'file', name: 'list.xlsx', bytes: whole });
    expect(entries).toEqual([{ email: 'ann@x.example', seats: '' }]);
    const changed = Buffer.from(whole);
    changed[changed.indexOf('ann@')] = 0x41;
    expect(await sentenceOf(changed)).toBe(damaged);
  });

  test('whose last cell is far from the others is refused', async () => {
    const cells = Array.from({ length: 200 }, (_, at) => `<c t="str"><v>${at}</v></c>`).join('');
    const rows = `<row r="1">${cells}</row><row r="199999"><c t="str"><v>x</v></c></row>`;
    expect(await sentenceOf(workbookOf({ 's.xml': sheetOf(rows) }))).toBe(
      'This sheet has a cell as far down as row 199999. Delete the empty rows above it, or save the list as CSV, then upload that file.',
    );
  });

  test('whose metadata would fill the memory is refused', async () => {
    const styles = `<styleSheet><cellXfs>${'<xf/>'.repeat(2_000_000)}</cellXfs></styleSheet>`;
    expect(await sentenceOf(workbookOf({ 's.xml': sheetOf(''), 'styles.xml': styles }))).toBe(
      large,
    );
  });

  test('with millions of cells is refused without delaying anyone', async () => {
    const row = `<row>${'<c t="str"><v>1</v></c>'.repeat(190)}</row>`;
    const bytes = workbookOf({ 's.xml': sheetOf(row.repeat(20_000)) });
    const held = await longestHold(async () => {
      expect(await sentenceOf(bytes)).toBe(
        'This list takes too much time or memory to read. Save it as CSV with only the columns you need, then upload that file.',
      );
    });
    expect(held).toBeLessThan(1_000);
  }, 90_000);
});
