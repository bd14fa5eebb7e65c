import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvLine, csvText, jsonLine, neutralizeCell, oneLine, restoreCell } from '@/lib/shared/csv';

describe('csvLine', () => {
  it('ends each line with CRLF and leaves plain text unquoted', () => {
    expect(csvLine(['a@example.com', 3, true, null])).toBe('a@example.com,3,true,\r\n');
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines'])).toBe('"a,b","say ""hi""","two\nlines"\r\n');
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@a',
    '\t=1',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠a',
    ' =1',
    '\0=1',
    '\tx',
    '\rx',
    '\nx',
    '\0x',
    '﹦1',
    '﹢1',
    '﹣1',
    '﹫a',
    '\u200b=1',
  ])('puts a quote in front of %j, so that no spreadsheet runs it', (text) => {
    expect(neutralizeCell(text)).toBe(`'${text}`);
  });

  it('leaves a negative number a number', () => {
    expect(csvLine([-5])).toBe('-5\r\n');
  });

  it('returns every text unchanged when the file is read again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^['=+@\s-]{0,4}[a-z]$/),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (cells) => {
        const parsed = Papa.parse<string[]>(csvLine(cells), { delimiter: ',', newline: '\r\n' });
        expect(parsed.data[0]?.map(restoreCell)).toEqual(cells);
      }),
    );
  });

  it('never writes a cell that starts like a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(neutralizeCell(text)).not.toMatch(/^[\s]*[=+\-@＝＋－＠\t\r]/);
        expect(restoreCell(neutralizeCell(text))).toBe(text);
      }),
      { examples: [['\v\t'], [' \t='], ["'\v\t"]] },
    );
  });
});

describe('files of lines', () => {
  it('from the browser are protected like those from the server', () => {
    expect(
      csvText([
        ['E-mail', 5, null],
        ['\ttab', '\rreturn', '=1'],
      ]),
    ).toBe('\ufeffE-mail,5,\r\n"\'\ttab","\'\rreturn",\'=1\r\n');
  });

  it.each(['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029', '\u001e'])(
    'have one line for a text with %j (S31)',
    (end) => {
      expect(oneLine(`ann${end}bob`)).toBe('ann bob');
      expect(jsonLine({ name: `ann${end}bob` })).not.toMatch(
        /[\v\f\r\u001e\u0085\u2028\u2029]|\n./,
      );
      expect(JSON.parse(jsonLine({ name: `ann${end}bob` }))).toEqual({ name: `ann${end}bob` });
    },
  );
});
