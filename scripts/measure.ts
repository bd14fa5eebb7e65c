import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Measures the code as docs/architecture.md quotes it: the length of files and functions, disabled
 * rules, and which modules import each other. Fails if a function is too long or files import each
 * other in a circle. `-- --long` also lists the longest functions.
 */

const SOURCES = ['app', 'components', 'lib', 'scripts', 'proxy.ts', 'instrumentation.ts'];
const CODE = /\.(tsx?|mjs|js)$/;
const LONGEST_FUNCTION = 80;
const LONGEST_COMPONENT = 120;

type Measured = { name: string; file: string; lines: number; isComponent: boolean };

const sources = read(SOURCES);
const tests = read(['tests']);
const functions = [...sources].flatMap(([file, text]) => functionsOf(file, text));
const imports = importsOf(sources);
/** Without comments, in which "any" is a word. */
const code = without(sources, /\/\*[\s\S]*?\*\/|\/\/.*$/gm);
// What is imported for its types alone isn't there when the code runs.
const cyclic = cycles(importsOf(without(sources, /^(?:import|export) type [^;]+;$/gm)));
const lines = (texts: Map<string, string>) =>
  [...texts.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0);
const lengths = [...sources.values()].map((text) => text.split('\n').length - 1);

const rows: [string, string | number][] = [
  ['source files', sources.size],
  ['source lines', lines(sources)],
  ['files per 1,000 lines', ((sources.size / lines(sources)) * 1_000).toFixed(1)],
  ['file, median and p90', `${quantile(lengths, 0.5)} / ${quantile(lengths, 0.9)} lines`],
  ['functions', functions.length],
  [
    'function, p90',
    `${quantile(
      functions.map((one) => one.lines),
      0.9,
    )} lines`,
  ],
  ['function, longest', describe(longest(functions.filter((one) => !one.isComponent)))],
  ['component, longest', describe(longest(functions.filter((one) => one.isComponent)))],
  ['test lines per source line', (lines(tests) / lines(sources)).toFixed(2)],
  [
    'any, ignored types, disabled rules',
    // In brackets so that this file doesn't count itself.
    [
      /:\s*a[n]y\b|\bas a[n]y\b|<a[n]y>/g,
      /@ts-(?:ignore|expect-error|nocheck)/g,
      /[e]slint-disable/g,
    ]
      .map((pattern, place) => count(place === 0 ? code : sources, pattern))
      .join(' / '),
  ],
  ['modules that import each other', mutual(moduleEdges(imports)).join(', ') || 0],
  ['import cycles between files', cyclic.length],
];
for (const [what, value] of rows) console.log(`${what.padEnd(40)} ${value}`);

const tooLong = functions.filter(
  (one) => one.lines > (one.isComponent ? LONGEST_COMPONENT : LONGEST_FUNCTION),
);
for (const one of tooLong) console.log(`too long: ${describe(one)}`);
for (const group of cyclic) console.log(`cycle: ${group.join(', ')}`);
if (tooLong.length + cyclic.length > 0) process.exitCode = 1;
if (process.argv.includes('--long')) {
  const sorted = [...functions].sort((one, other) => other.lines - one.lines);
  for (const one of sorted.slice(0, 40)) console.log(describe(one));
}

function read(folders: string[]): Map<string, string> {
  const listed = execFileSync('git', ['ls-files', '-z', '--', ...folders], { encoding: 'utf8' });
  const files = listed.split('\0').filter((file) => CODE.test(file));
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

function without(texts: Map<string, string>, left: RegExp): Map<string, string> {
  return new Map([...texts].map(([file, text]) => [file, text.replace(left, '')]));
}

/** Every named function without its docstring; functions defined within it are part of it. */
function functionsOf(file: string, text: string): Measured[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Measured[] = [];
  const visit = (node: ts.Node): void => {
    const name = nameOf(node);
    if (name !== null) {
      const start = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const end = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      const isComponent = file.endsWith('.tsx') && /^[A-Z]/.test(name);
      found.push({ name, file, lines: end - start + 1, isComponent });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.Node): string | null {
  if (ts.isFunctionDeclaration(node)) return node.name?.text ?? 'default';
  if (ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) {
    return node.name ? node.name.getText() : 'constructor';
  }
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return null;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) ? parent.name.getText() : null;
}

function importsOf(texts: Map<string, string>): Map<string, Set<string>> {
  const resolve = (from: string, path: string): string | undefined => {
    if (!path.startsWith('.') && !path.startsWith('@/')) return undefined;
    const base = path.startsWith('@/') ? path.slice(2) : join(dirname(from), path);
    return ['', '.ts', '.tsx', '.mjs', '.js']
      .map((end) => base + end)
      .find((file) => texts.has(file));
  };
  return new Map(
    [...texts].map(([file, text]) => {
      const { importedFiles } = ts.preProcessFile(text, true, true);
      const targets = importedFiles.map(({ fileName }) => resolve(file, fileName));
      return [file, new Set(targets.filter((target) => target !== undefined))];
    }),
  );
}

/** `components/users`, `lib/shared`, `lib/server/vault`; a file outside the modules is its own. */
function moduleOf(file: string): string {
  const depth = file.startsWith('lib/server/') ? 3 : 2;
  return file.startsWith('app/') ? 'app' : file.split('/').slice(0, depth).join('/');
}

function moduleEdges(edges: Map<string, Set<string>>): Set<string> {
  const found = new Set<string>();
  for (const [file, targets] of edges) {
    for (const target of targets) {
      const [from, to] = [moduleOf(file), moduleOf(target)];
      if (from !== to) found.add(`${from} → ${to}`);
    }
  }
  return found;
}

function mutual(edges: Set<string>): string[] {
  return [...edges].filter((edge) => {
    const [from, to] = edge.split(' → ');
    return from! < to! && edges.has(`${to} → ${from}`);
  });
}

/** Groups of files that reach each other (Tarjan). */
function cycles(edges: Map<string, Set<string>>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const target of edges.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) groups.push(group);
  };
  for (const file of edges.keys()) if (!index.has(file)) visit(file);
  return groups;
}

function count(texts: Map<string, string>, pattern: RegExp): number {
  return [...texts.values()].reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function longest(measured: Measured[]): Measured | undefined {
  return [...measured].sort((one, other) => other.lines - one.lines)[0];
}

function describe(one: Measured | undefined): string {
  return one ? `${one.lines} lines, ${one.name} in ${one.file}` : 'none';
}
