import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LICENSE_FILE = /^(licen[sc]e|copying|notice)([.-]|$)/i;

/** The server's own licence, whose text isn't in the package that brings it. */
const POSTGRESQL = `PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2026, PostgreSQL Global Development Group
Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee, and without a written agreement is hereby granted, provided that the above copyright notice and this paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS ON AN "AS IS" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.

Beside it are libraries under their own licences: OpenSSL (OpenSSL License), ICU (Unicode License), libxml2 and libxslt (MIT), zlib (zlib License), liblzma (public domain), OSSP uuid (MIT style).`;

type Package = { dev?: boolean; version?: string };

/** The licences of all that the archive contains or was compiled from. */
export async function licenses(root: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>;
  };
  const paths = Object.keys(lock.packages).filter((path) => path && !lock.packages[path]?.dev);
  const sections = [];
  for (const path of paths.sort()) sections.push(...(await sectionOf(root, path)));
  const compiled = 'node_modules/next/dist/compiled';
  for (const name of await foldersIn(join(root, compiled))) {
    const texts = await licenseTexts(join(root, compiled, name));
    if (texts.length > 0) sections.push([`${name}, in next`, ...texts].join('\n\n'));
  }
  sections.push(`PostgreSQL\n\n${POSTGRESQL}`);
  return `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Empty for a package of another platform. */
async function sectionOf(root: string, path: string): Promise<string[]> {
  const about = await readFile(join(root, path, 'package.json'), 'utf8').catch(() => null);
  if (about === null) return [];
  const { name, version, license } = JSON.parse(about) as Record<string, unknown>;
  const title = `${String(name)} ${String(version)}: ${typeof license === 'string' ? license : 'see below'}`;
  return [[title, ...(await licenseTexts(join(root, path)))].join('\n\n')];
}

async function licenseTexts(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter(
    (one) => one.isFile() && LICENSE_FILE.test(one.name),
  );
  const texts = names.map(({ name }) => name).sort();
  return Promise.all(
    texts.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()),
  );
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    if (!entry.name.startsWith('@')) found.push(entry.name);
    else {
      const inner = await readdir(join(folder, entry.name));
      found.push(...inner.map((name) => `${entry.name}/${name}`));
    }
  }
  return found.sort();
}
