import { expect, test } from 'vitest';
import { DeskError } from '@/lib/server/errors';
import { readList } from '@/lib/server/lists/read-list';
import { packed, relation, relationsOf, rowOf, sheetOf } from '@/tests/support/workbook';

const MIB = 1024 * 1024;
/** As large as each part may be: those that only describe others, and the styles. */
const sizes = { small: MIB, styles: 8 * MIB, cells: 4 * MIB };

const main = relationsOf(relation('a', 'officeDocument', 'xl/workbook.xml'));
const parts: Record<string, { size: number; around: [before: string, after: string] }> = {
  '_rels/.rels': {
    size: sizes.small,
    around: ['<Relationships><Relationship Id="a" ', '/></Relationships>'],
  },
  'xl/workbook.xml': {
    size: sizes.small,
    around: ['<workbook><sheets><sheet name="S" r:id="a" ', '/></sheets></workbook>'],
  },
  'xl/_rels/workbook.xml.rels': {
    size: sizes.small,
    around: [
      `<Relationships>${relation('a', 'worksheet', 's.xml')}<Relationship Id="b" `,
      '/></Relationships>',
    ],
  },
  'xl/styles.xml': {
    size: sizes.styles,
    around: [
      '<styleSheet><numFmts><numFmt numFmtId="200" formatCode="',
      '"/></numFmts></styleSheet>',
    ],
  },
  'xl/sharedStrings.xml': { size: sizes.cells, around: ['<sst><si><t ', '>x</t></si></sst>'] },
  'xl/s.xml': {
    size: sizes.cells,
    around: ['<worksheet><sheetData><row><c ', '><v>1</v></c></row></sheetData></worksheet>'],
  },
};
const fillings: Record<string, string> = {
  'one long word': 'a',
  'many spaces': ' ',
  'many =': '=',
  'many quotes': '"',
};

const whole: Record<string, string> = {
  '_rels/.rels': main,
  'xl/workbook.xml': '<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': relationsOf(
    relation('a', 'worksheet', 's.xml'),
    relation('b', 'styles', 'styles.xml'),
    relation('c', 'sharedStrings', 'sharedStrings.xml'),
  ),
  'xl/s.xml': sheetOf(rowOf(1, ['ann@x.example'])),
};

test.each(Object.keys(parts))(
  'a workbook whose %s is meant to stall the server costs next to nothing',
  async (name) => {
    const { size, around } = parts[name] ?? { size: 0, around: ['', ''] };
    for (const [filling, piece] of Object.entries(fillings)) {
      const room = size - around[0].length - around[1].length;
      const xml = around[0] + piece.repeat(room / piece.length) + around[1];
      const bytes = packed({ ...whole, [name]: xml }, { level: 1 });
      const before = process.cpuUsage();
      await readList({ kind: 'file', name: 'list.xlsx', bytes }).catch((error: unknown) => {
        expect(error).toBeInstanceOf(DeskError);
      });
      // Of this process alone. What looks at a character again for each other takes minutes.
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000, filling).toBeLessThan(1_000);
    }
  },
  120_000,
);
