import { z } from 'zod';
import type { ErrorCode } from '@/lib/server/errors';
import type { Permission } from '@/lib/shared/permissions';

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

export const fileTypes = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  txt: 'text/plain',
  pem: 'application/x-pem-file',
  events: 'text/event-stream',
  html: 'text/html',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type FileType = keyof typeof fileTypes;

/** JSON of this schema; or files, with JSON or without; null: no body. */
export type Answer = z.ZodType | { json?: z.ZodType; files: readonly FileType[] } | null;

/** How a body may be sent. `list`: a file, or pasted text, with how to read it. */
export type Body = {
  json?: z.ZodType;
  form?: z.ZodType;
  list?: z.ZodType;
  csv?: true;
  report?: z.ZodType;
  isOptional?: true;
};

/** One method of one route: what its handler declares in code, for people and programs. */
export type Operation = {
  /** A few words, as an instruction: "List users". No other operation has the same. */
  summary: string;
  description?: string;
  /** As in `withStaff`; null: needs no session. */
  permission: Permission | null;
  /**
   * As `forTokens` of `withStaff`; `only`: as `withToken`, for tokens and no one else. Left out: for
   * tokens that have the permission.
   */
  tokens?: 'all' | 'only';
  /** The very schemas that the handler parses with. */
  query?: z.ZodObject;
  body?: z.ZodType | Body;
  /** A body that the sandbox accepts. */
  example?: unknown;
  /** Takes an `Idempotency-Key`. */
  isIdempotent?: true;
  answers: Readonly<Partial<Record<number, Answer>>>;
  /** It calls a vendor, whose failures it passes on. */
  callsVendor?: true;
  /** Beyond those that every operation of its kind may have. */
  problems?: readonly ErrorCode[];
};

/** Paths as the folders of `app/api` are called, so that a route is found by its path. */
export type Routes = Readonly<
  Record<`/api/${string}`, Readonly<Partial<Record<Method, Operation>>>>
>;

/** A chapter of the document. */
export type Area = { name: string; description: string; routes: Routes };

/** The usual shape of a list. */
export function itemsOf(item: z.ZodType) {
  return z.object({ items: z.array(item) });
}

export function file(...files: FileType[]) {
  return { files };
}

/** What creating something answers with. */
export const idSchema = z.object({ id: z.string() });
