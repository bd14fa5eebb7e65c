import 'server-only';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the product, as in package.json: the server runs in the project's folder. */
export async function productVersion(): Promise<string> {
  const path = join(/* turbopackIgnore: true */ process.cwd(), 'package.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { version?: string }).version ?? 'unknown';
}
