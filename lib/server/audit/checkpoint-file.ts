import 'server-only';
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from './canonical';
import { CHECKPOINT_TYPE, type Checkpoint } from './checkpoints';

const schema = z.object({
  type: z.literal(CHECKPOINT_TYPE),
  sequence: z.int(),
  hash: z.string(),
  at: z.string(),
  count: z.int(),
  keyId: z.string(),
  signature: z.string(),
});

/** As a line of the file, and as it is posted. */
export const checkpointLine = (checkpoint: Checkpoint) => `${canonicalJson(checkpoint)}\n`;

/** The checkpoints in a file; none if there is no file. A line that a crash cut off is left out. */
export async function readCheckpointFile(path: string): Promise<Checkpoint[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const checkpoint = parse(line);
    return checkpoint ? [checkpoint] : [];
  });
}

function parse(line: string): Checkpoint | null {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

const TAIL_BYTES = 4_096;

/** The file's last checkpoint; 0: it has none. */
export async function lastInFile(path: string): Promise<number> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return 0;
  try {
    const tail = await readTail(file);
    return (
      tail
        .split('\n')
        .map(parse)
        .findLast((checkpoint) => checkpoint !== null)?.sequence ?? 0
    );
  } finally {
    await file.close();
  }
}

async function readTail(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8');
}

/** Adds lines, and returns once they are on the disk. */
export async function appendToFile(
  path: string,
  checkpoints: readonly Checkpoint[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a+', 0o600);
  try {
    const tail = await readTail(file);
    // A crash may have cut off the last line: the next one starts on its own.
    const start = tail === '' || tail.endsWith('\n') ? '' : '\n';
    await file.appendFile(start + checkpoints.map(checkpointLine).join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}
