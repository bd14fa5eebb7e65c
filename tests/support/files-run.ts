import { Session, type Profiler } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How Vite hands out an export. Reading a constant runs nothing. */
const READS_EXPORT = /^(?:\(\) =>|get\(\)) ?\{ ?try ?\{ ?return (?<name>\w+)/;

/**
 * Our files of which a function runs during `work`, sorted; loading a file isn't running it. Of
 * `lib/contract`, also those with a schema that is used: zod runs it.
 */
export async function filesRun(work: () => Promise<unknown>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Debugger.enable');
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const files = new Set<string>();
  for (const { url, scriptId, functions } of result) {
    const file = fileOf(url);
    if (file === null) continue;
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
    const ran = textsOf(functions, scriptSource).some((text) => {
      const name = READS_EXPORT.exec(text)?.groups?.name;
      return name === undefined || (file.startsWith('lib/contract/') && name.endsWith('Schema'));
    });
    if (ran) files.add(file);
  }
  session.disconnect();
  return [...files].sort();
}

function fileOf(url: string): string | null {
  const path = url.replace('file://', '');
  const file = path.startsWith(ROOT) ? path.slice(ROOT.length) : '';
  return /^(?:app|components|lib)\//.test(file) ? file : null;
}

/** Of the functions that ran. */
function textsOf(functions: Profiler.FunctionCoverage[], source: string): string[] {
  return functions
    .flatMap(({ ranges }) => ranges.slice(0, 1))
    .filter(({ count }) => count > 0)
    .map(({ startOffset, endOffset }) => source.slice(startOffset, endOffset));
}
