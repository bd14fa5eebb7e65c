import 'server-only';
import {
  listReadingSchema,
  previewTextInputSchema,
  type ListReading,
} from '../schemas/invitations';
import { parseInput } from './parse-input';
import { contentTypeOf, MAX_BATCH_BODY_BYTES } from './read-body';
import { parseJson, readJson } from './read-json';
import { readUpload } from './read-upload';

type ListBody = {
  source: { kind: 'text'; text: string } | { kind: 'file'; name: string; bytes: Uint8Array };
  reading: ListReading;
};

const maxBytes = MAX_BATCH_BODY_BYTES;

/**
 * A list and how it is to be read: JSON with `text` and `reading`, or a form with the `file` and,
 * as JSON text, `reading`. @throws ApiError 400, 408, 413 or 415
 */
export async function readListBody(request: Request): Promise<ListBody> {
  if (contentTypeOf(request) !== 'multipart/form-data') {
    const { text, reading } = await readJson(request, previewTextInputSchema, { maxBytes });
    return { source: { kind: 'text', text }, reading: reading ?? {} };
  }
  const { name, bytes, fields } = await readUpload(request, 'file', { maxBytes });
  const reading = fields.reading ? parseJson(fields.reading) : {};
  return { source: { kind: 'file', name, bytes }, reading: parseInput(listReadingSchema, reading) };
}
