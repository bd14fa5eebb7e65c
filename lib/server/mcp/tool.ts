import 'server-only';
import { z } from 'zod';
import { accountIdSchema } from '@/lib/contract/common';
import type { Actor } from '@/lib/server/actor';
import { parseInput } from '@/lib/server/http/read-input';
import type { TokenPermission } from '@/lib/shared/permissions';

/** What a tool answers: data, of which a text may be anyone's. */
export type ToolAnswer = Record<string, unknown>;

type Facts = {
  name: string;
  title: string;
  /** For the model: what it finds or does. Never a text from elsewhere. */
  description: string;
  /** What the token needs; without it the tool isn't listed. */
  permission: TokenPermission;
  isWrite: boolean;
};

export type Tool = Facts & {
  /** JSON Schema of the input. */
  inputSchema: { type: 'object' } & Record<string, unknown>;
  /** @throws DeskError `invalid_request` what the schema doesn't allow, and what `run` throws */
  run: (actor: Actor, input: unknown) => Promise<ToolAnswer>;
};

/** A tool whose input is checked like the body of a route. */
export function defineTool<Input extends z.ZodObject>(
  facts: Facts & {
    input: Input;
    run: (actor: Actor, input: z.output<Input>) => Promise<ToolAnswer>;
  },
): Tool {
  const { input, run, ...rest } = facts;
  return {
    ...rest,
    inputSchema: { ...z.toJSONSchema(input, { io: 'input' }), type: 'object' },
    run: async (actor, given) => run(actor, parseInput(input, given)),
  };
}

/** A model reads every row: pages are smaller than those of the API. */
const MAX_PAGE_SIZE = 100;

export const pageInput = {
  page: z.int().min(1).max(1_000_000).default(1),
  pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(25),
};

/** @param more what it means to leave it out, or that it may be `all` */
export function accountInput(more: string) {
  return accountIdSchema.optional().describe(`The accountId of an account. ${more}`);
}

/** The routes' schemas check them: these say what they look like. */
export const noteInput = z.string().max(5_000).nullable().optional();
export const tagsInput = z.array(z.string().max(100)).max(20).optional();
