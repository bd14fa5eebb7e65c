import 'server-only';
import type { z } from 'zod';
import { listTextInputSchema } from '@/lib/contract/invitations';
import { DeskError } from '@/lib/server/errors';
import {
  contentTypeOf,
  MAX_BATCH_BODY_BYTES,
  parseInput,
  parseJson,
  readBody,
  readJson,
} from './read-input';

const MAX_NAME = 200;
const MAX_PARTS = 20;

export type Upload = {
  /** The file's name without folders and control characters. */
  name: string;
  bytes: Uint8Array;
  /** The form's other text fields. */
  fields: Record<string, string>;
};

/**
 * The one file of an upload (`multipart/form-data`) and its text fields. The body is limited while
 * it arrives, and only then parsed.
 * @throws DeskError 400, 408 or 413
 */
async function readUpload(
  request: Request,
  field: string,
  { maxBytes }: { maxBytes: number },
): Promise<Upload> {
  const body = await readBody(request, maxBytes);
  const contentType = request.headers.get('content-type') ?? '';
  if (hasManyParts(body, contentType)) throw invalidUpload(field, 'The upload has too many parts.');
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  })
    .formData()
    .catch(() => null);
  const file = form?.get(field);
  if (form && file instanceof File) {
    const texts = [...form].filter(
      (entry): entry is [string, string] => !(entry[1] instanceof File),
    );
    return {
      name: plainName(file.name),
      bytes: new Uint8Array(await file.arrayBuffer()),
      fields: Object.fromEntries(texts),
    };
  }
  throw invalidUpload(
    field,
    form ? `The field “${field}” must contain a file.` : 'The upload can’t be read.',
  );
}

/** Ten megabytes of empty parts would take seconds to parse. */
function hasManyParts(body: Buffer, contentType: string): boolean {
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1];
  if (boundary === undefined) return false;
  const mark = Buffer.from(`\r\n--${boundary}`);
  let parts = 0;
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    parts += 1;
    if (parts > MAX_PARTS) return true;
  }
  return false;
}

function invalidUpload(field: string, message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: field, code: 'invalid_file', message }],
  });
}

function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed()
    .trim();
  return plain.slice(-MAX_NAME).toWellFormed() || 'list';
}

type ListBody<Reading> = {
  source: { kind: 'text'; text: string } | { kind: 'file'; name: string; bytes: Uint8Array };
  /** `undefined` if it isn't specified. */
  reading: Reading | undefined;
};

const maxBytes = MAX_BATCH_BODY_BYTES;

/**
 * A list and how to read it: JSON with `text` and `reading`, or a form with the `file` and, as JSON
 * text, `reading`.
 * @throws DeskError 400, 408, 413 or 415
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
