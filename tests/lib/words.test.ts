import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** Words and phrases that make an English reader stumble, and what to write instead. */
const foreign: [RegExp, string][] = [
  [/\be-mails?\b/i, 'email'],
  [/\bput right\b/i, 'fix'],
  [/\bwhoever\b/i, 'anyone who'],
  [/(?<!`)\bnobody\b/i, 'no one'],
  [/\bsomebody\b/i, 'someone'],
  [/\bdeeds?\b/i, 'action, event'],
  [/\bwhat became of\b/i, 'result'],
  [/\b(came|come) to (its|an) end\b/i, 'finished'],
  [/\b(laid|lay|lays) down\b/i, 'set'],
  [/\byour own password\b/i, 'your password'],
  [/\bgave the password\b/i, 'confirmed the password'],
  [/(?<!plot-)\ballotted\b/i, 'seats'],
  [/\bin doubt\b|\bdoubtful\b/i, 'outcome unknown'],
  [/\bset aside\b/i, 'quarantine'],
  [/\bto whom\b/i, 'target'],
  [/\beverybody\b/i, 'everyone'],
  [/\bwhitelist/i, 'allowlist'],
  [/\bset-up link/i, 'setup link'],
  [/\banew\b/i, 'again'],
  [/\bstands? (in(?! for)|at|there|once|twice)\b/i, 'is, appears'],
  [/\b(can(’t| not|not)?|could(n’t| not)?|to) be had\b/i, 'available, unavailable'],
  [/\bthe own (password|account|name)\b/i, 'their password'],
  [/\bnot known whether\b|\bnobody knows\b/i, 'may have been …; outcome unknown'],
  [/\bdrop (that|the|another) (file|list)\b/i, 'upload'],
  [/\b(names|keeps) this customer\b/i, 'this user'],
  [/\bgo on in\b/i, 'continue in'],
];

/** Texts that the contract fixes, or that name the vendor's own field. */
const kept = new Set(['E-mail', 'whitelist']);

const printed = ['serve', 'serve.ts', 'staff.ts', 'vault.ts', 'doctor.ts', 'install.mjs'].concat(
  'audit.ts',
  'audit-verify.mjs',
  'desk.mjs',
  'desk',
);
const places = ['app', 'components', 'lib', ...printed.map((name) => `scripts/${name}`), '*.md'];
const files = execFileSync('git', ['ls-files', '-z', '--', ...places], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => /\.(tsx?|mjs|md)$/.test(file) && !file.startsWith('lib/sandbox/'));

it('every text in the product and its docs is in plain English', () => {
  expect(files.flatMap((file) => textsOf(file).flatMap((text) => faultsOf(file, text)))).toEqual(
    [],
  );
});

function faultsOf(file: string, text: string): string[] {
  if (kept.has(text)) return [];
  return foreign.flatMap(([pattern, better]) => {
    const found = pattern.exec(text)?.[0];
    return found ? [`${file}: "${found}" in "${text.trim().slice(0, 80)}": ${better}`] : [];
  });
}

/** For a document, its lines; for code, strings that a person may read, and JSX. */
function textsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  if (file.endsWith('.md')) return source.split('\n');
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isJsxText(node) || ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) {
      texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return texts;
}
