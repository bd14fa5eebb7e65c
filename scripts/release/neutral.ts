import { pathToFileURL } from 'node:url';

/** Where the build machine's folder was named. */
const ANYWHERE = '/reseller-desk';

/**
 * A file of the build without the folder it was built in. Next writes it into its own settings and
 * uses it only to build.
 */
export function withoutFolder(content: Buffer, folder: string): Buffer {
  if (!mentions(content, folder)) return content;
  let text = content.toString('latin1');
  for (const spelling of spellings(folder)) text = text.replaceAll(spelling, ANYWHERE);
  return Buffer.from(text, 'latin1');
}

/** Whether the content names the folder, as it is or as part of a URL. */
export function mentions(content: Buffer, folder: string): boolean {
  return spellings(folder).some((spelling) => content.includes(spelling, 0, 'latin1'));
}

/** As bytes, which `latin1` keeps whatever the file is. */
const spellings = (folder: string) =>
  [folder, pathToFileURL(folder).pathname, JSON.stringify(folder).slice(1, -1)].map((text) =>
    Buffer.from(text).toString('latin1'),
  );

/**
 * Next's keys for drafts and for rendering a page again, which the product never does. Random ones
 * would make each build another; known ones would let a request that names them bypass the proxy.
 * Half of a surrogate pair can't be in any header or cookie, so this one is never named.
 */
const previewKeys = {
  previewModeId: '\ud800',
  previewModeSigningKey: '0'.repeat(64),
  previewModeEncryptionKey: '0'.repeat(64),
};

/** @param path below the build's folder */
export function withoutPreviewKeys(path: string, content: Buffer): Buffer {
  if (path === 'server/preview-props.json') return Buffer.from(JSON.stringify(previewKeys));
  if (path !== 'prerender-manifest.json') return content;
  const manifest = JSON.parse(content.toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...manifest, preview: previewKeys }));
}

/** A bill of materials without the moment it was written and its random number. */
export function fixedBill(text: string): string {
  const {
    serialNumber: _number,
    metadata,
    ...bill
  } = JSON.parse(text) as {
    serialNumber?: string;
    metadata: { timestamp?: string };
  };
  const { timestamp: _moment, ...about } = metadata;
  return `${JSON.stringify({ ...bill, metadata: about }, null, 2)}\n`;
}
