import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCollected } from '@/scripts/release/contents';
import { fixedBill, mentions, withoutFolder, withoutPreviewKeys } from '@/scripts/release/neutral';
import { checksums } from '@/scripts/release/sums';
import { tar, type Entry } from '@/scripts/release/tar';

const run = promisify(execFile);
const file = (path: string, text: string, isExecutable = false): Entry => ({
  path,
  content: Buffer.from(text),
  isExecutable,
});

describe('an archive', () => {
  const long = `desk/${'folder/'.repeat(20)}with an ü.txt`;
  const entries = [
    file('desk/b.txt', 'two'),
    file(long, 'far down'),
    file('desk/a', '#!/bin/sh\n', true),
    { path: 'desk/lib.so', link: `${'x'.repeat(120)}.so.1` },
    file('desk/empty', ''),
    file('desk/block', 'x'.repeat(512)),
  ];
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reseller-desk-tar-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is unpacked by tar as it was packed', async () => {
    await writeFile(join(folder, 'a.tar'), Buffer.concat([...tar(entries)]));
    await run('tar', ['-xf', 'a.tar'], { cwd: folder });
    const at = (path: string) => join(folder, path);
    expect(await readFile(at('desk/b.txt'), 'utf8')).toBe('two');
    expect(await readFile(at(long), 'utf8')).toBe('far down');
    expect(await readFile(at('desk/block'), 'utf8')).toHaveLength(512);
    expect((await stat(at('desk/empty'))).size).toBe(0);
    expect((await stat(at('desk/a'))).mode & 0o777).toBe(0o755);
    expect((await stat(at('desk/b.txt'))).mode & 0o777).toBe(0o644);
    expect(await readlink(at('desk/lib.so'))).toBe(`${'x'.repeat(120)}.so.1`);
  });

  it('is the same for the same files in any order, and names no one and no time', async () => {
    const archive = Buffer.concat([...tar(entries)]);
    expect(Buffer.concat([...tar(entries.toReversed())])).toEqual(archive);
    await writeFile(join(folder, 'a.tar'), archive);
    const { stdout } = await run('tar', ['--numeric-owner', '--utc', '-tvf', 'a.tar'], {
      cwd: folder,
    });
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line).toMatch(/ 0\/0 +\d+ 1970-01-01 00:00 /);
  });
});

describe('a file of the build', () => {
  const folder = '/home/me/a ü';

  it('doesn’t name the folder it was built in, however it is spelled', () => {
    const content = Buffer.from(
      '{"root":"/home/me/a ü","url":"file:///home/me/a%20%C3%BC/next.config.js"}',
    );
    expect(mentions(content, folder)).toBe(true);
    const neutral = withoutFolder(content, folder);
    expect(neutral.toString()).toBe(
      '{"root":"/reseller-desk","url":"file:///reseller-desk/next.config.js"}',
    );
    expect(mentions(neutral, folder)).toBe(false);
  });

  it('stays as it is, byte by byte, if it doesn’t name it', () => {
    const content = Buffer.from([0, 255, 195, 40, 13, 10]);
    expect(withoutFolder(content, folder)).toBe(content);
  });

  it('has keys for drafts that no header or cookie can name', () => {
    const built = Buffer.from('{"version":4,"preview":{"previewModeId":"a7"}}');
    const { preview, ...rest } = JSON.parse(
      withoutPreviewKeys('prerender-manifest.json', built).toString(),
    ) as { version: number; preview: { previewModeId: string } };
    expect(rest).toEqual({ version: 4 });
    expect(
      JSON.parse(withoutPreviewKeys('server/preview-props.json', Buffer.from('{}')).toString()),
    ).toEqual(preview);
    expect(withoutPreviewKeys('BUILD_ID', built)).toBe(built);
    const { previewModeId } = preview;
    // Next compares a cookie that it has decoded, and a header of Latin letters.
    expect(() => encodeURIComponent(previewModeId)).toThrow(URIError);
    expect(Buffer.from(previewModeId, 'latin1').toString('latin1')).not.toBe(previewModeId);
  });
});

it.each([
  ['server.js', true],
  ['.next-release/server/app/api/users/route.js', true],
  ['.next-release/server/app/api/users/route.js.nft.json', false],
  ['node_modules/pg/lib/index.js', true],
  ['node_modules/pg/lib/index.d.ts', false],
  ['node_modules/@img/sharp-linux-x64/lib/sharp.node', false],
  ['app/page.tsx', false],
  ['tests/e2e/pages.spec.ts', false],
  ['data/keys/encryption-key', false],
  ['.env', false],
])('of what the build collected, %s is packed: %s', (path, isPacked) => {
  expect(isCollected(path)).toBe(isPacked);
});

it('the checksums are those that sha256sum checks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reseller-desk-sums-'));
  await writeFile(join(folder, 'b'), 'abc');
  await writeFile(join(folder, 'a'), '');
  expect(await checksums(folder, ['b', 'a'])).toBe(
    [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n',
    ].join(''),
  );
  await rm(folder, { recursive: true });
});

it('a bill of materials says nothing of when it was written', () => {
  const bill = {
    bomFormat: 'CycloneDX',
    serialNumber: 'urn:uuid:1',
    metadata: { timestamp: '2026-01-01', component: { name: 'desk' } },
    components: [],
  };
  expect(JSON.parse(fixedBill(JSON.stringify(bill)))).toEqual({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'desk' } },
    components: [],
  });
});
