import 'server-only';
import type { z } from 'zod';
import { listTextInputSchema } from '@/lib/contract/invitations';
import { parseJson } from './bounded-json';
import { parseInput } from './parse-input';
import { contentTypeOf, MAX_BATCH_BODY_BYTES } from './read-body';
import { readJson } from './read-json';
import { readUpload } from './read-upload';

type ListBody<Reading> = {
  source: { kind: 'text'; text: string } | { kind: 'file'; name: string; bytes: Uint8Array };
  /** `undefined` where nothing is said about it. */
  reading: Reading | undefined;
};

const maxBytes = MAX_BATCH_BODY_BYTES;

/**
 * A list and how it is to be read: JSON with `text` and `reading`, or a form with the `file` and,
 * as JSON text, `reading`. @throws DeskError 400, 408, 413 or 415
 */
export async function readListBody<S extends z.ZodType>(
  request: Request,
  readingSchema: S,
): Promise<ListBody<z.output<S>>> {
  if (contentTypeOf(request) !== 'multipart/form-data') {
    const schema = listTextInputSchema(readingSchema);
    const { text, reading } = await readJson(request, schema, { maxBytes });
    return { source: { kind: 'text', text }, reading };
  }
  const { name, bytes, fields } = await readUpload(request, 'file', { maxBytes });
  const source = { kind: 'file', name, bytes } as const;
  if (!fields.reading) return { source, reading: undefined };
  return { source, reading: parseInput(readingSchema, parseJson(fields.reading)) };
}
