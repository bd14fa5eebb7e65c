import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDERS = ['chunks', 'chunks/ssr'];
const REFERENCE = /chunks\/(?:ssr\/)?[^"/\\]+\.js/g;

/**
 * Turbopack writes the modules that most routes share once for each of them, under different names:
 * the server would compile and keep dozens of equal chunks. Of equal ones, the first by name stays,
 * and everything refers to it.
 * @param server the folder `server` of a build
 */
export async function shareChunks(server: string): Promise<void> {
  const kept = new Map<string, string>();
  for (const folder of FOLDERS) await findEqual(server, folder, kept);
  for (const entry of await readdir(server, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|json)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const source = await readFile(path, 'utf8');
    const shared = source.replace(REFERENCE, (chunk) => kept.get(chunk) ?? chunk);
    if (shared !== source) await writeFile(path, shared);
  }
  for (const chunk of kept.keys()) await rm(join(server, chunk));
}

/** Adds each chunk whose content an earlier one of the folder has, with the name of that one. */
async function findEqual(server: string, folder: string, kept: Map<string, string>): Promise<void> {
  const known = new Map<string, string>();
  const names = await readdir(join(server, folder)).catch(() => []);
  for (const name of names.filter((name) => name.endsWith('.js')).sort()) {
    const chunk = `${folder}/${name}`;
    const content = createHash('sha256')
      .update(await readFile(join(server, chunk)))
      .digest('hex');
    const first = known.get(content);
    if (first) kept.set(chunk, first);
    else known.set(content, chunk);
  }
}
