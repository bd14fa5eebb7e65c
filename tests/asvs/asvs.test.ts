import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { authentication } from './authentication';
import { api, browser, files } from './browser-api-files';
import { coding, configuration, dataProtection } from './configuration-data-code';
import { communication, cryptography } from './cryptography-and-transport';
import { encoding, validation } from './encoding-and-validation';
import type { Item } from './item';
import { logging, webRtc } from './logging';
import { required } from './requirements';
import { authorization, sessions, tokens } from './sessions-and-rights';
import { oauth } from './single-sign-on';

const chapters = [
  ...[encoding, validation, browser, api, files, authentication, sessions, authorization],
  ...[tokens, oauth, cryptography, communication, configuration, dataProtection, coding, logging],
  webRtc,
];
const items = chapters.flatMap((chapter) => chapter.items);
const metItems = items.flatMap((item) => (item.is === 'met' ? [item] : []));

describe('the sheet of OWASP ASVS 5.0.0, level 2', () => {
  it('has each requirement of levels 1 and 2 once, and those of level 3 that were chosen', () => {
    expect(required).toHaveLength(253 + 17);
    expect(items.map(({ id }) => id).toSorted()).toEqual(required.toSorted());
  });

  it('has each in its chapter', () => {
    for (const { number, items: own } of chapters) {
      for (const { id } of own) expect(id.split('.')[0], id).toBe(String(number));
    }
  });

  it.each(metItems.map((item) => [item.id, item] as const))(
    '%s names code and a test that exist',
    (_, { code, tests }) => {
      expect(code.length).toBeGreaterThan(0);
      expect(tests.length).toBeGreaterThan(0);
      for (const path of code) expect(existsSync(path), path).toBe(true);
      for (const test of tests) {
        const [file = '', title = ''] = test.split(' › ');
        expect(existsSync(file), file).toBe(true);
        if (title) expect(readFileSync(file, 'utf8'), test).toContain(title);
      }
    },
  );

  it('gives a reason for what is open or doesn’t apply', () => {
    for (const item of items) if (item.is !== 'met') expect(item.reason, item.id).toMatch(/\.$/);
  });

  it('is the page docs/asvs.md', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/asvs.md');
  });
});

function page(): string {
  const count = (is: Item['is']) => items.filter((item) => item.is === is).length;
  const tables = chapters.map(({ number, title, items: own }) =>
    [
      `## V${number} ${title}`,
      '',
      ...tableOf(['Item', 'What', 'Met', 'Code', 'Test, or reason'], own.map(rowOf)),
      '',
    ].join('\n'),
  );
  return `# OWASP ASVS 5.0.0, level 2

Each requirement of levels 1 and 2, and 17 of level 3, with the code that meets it and the test that shows it. Words are ours; the standard’s are at [owasp.org](https://owasp.org/www-project-application-security-verification-standard/). Where only something has to be written down, the document stands for the test. \`npm test\` compares this page with \`tests/asvs\` and checks that each file and title exists; \`npx vitest run tests/asvs -u\` writes it.

${items.length} requirements: ${count('met')} met, ${count('open')} open with a reason, ${count('not applicable')} not applicable.

${tables.join('\n')}`;
}

function rowOf(item: Item): string[] {
  const { id, about } = item;
  if (item.is !== 'met') {
    const code = item.is === 'open' ? (item.code ?? []) : [];
    return [id, about, item.is === 'open' ? 'no' : '–', code.map(link).join(', '), item.reason];
  }
  const shown = item.tests.map(linkTest).join('; ');
  return [
    id,
    about,
    'yes',
    item.code.map(link).join(', '),
    [shown, item.note].filter(Boolean).join('. '),
  ];
}

function link(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  return `[${name}](${toDocs(path)})`;
}

function linkTest(test: string): string {
  const [path = '', title = ''] = test.split(' › ');
  return title ? `${link(path)} “${title.replace(/^#+ |\*/g, '')}”` : link(path);
}

function toDocs(path: string): string {
  if (path.startsWith('docs/')) return path.slice('docs/'.length);
  return `../${path}${statSync(path).isDirectory() ? '/' : ''}`;
}

function tableOf(heading: string[], rows: string[][]): string[] {
  const widths = heading.map((text, column) =>
    Math.max(3, ...[[...heading], ...rows].map((row) => row[column]?.length ?? 0), text.length),
  );
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [
    line(heading),
    line(
      heading.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ];
}
