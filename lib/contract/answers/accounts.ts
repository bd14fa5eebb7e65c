import { z } from 'zod';
import { momentSchema } from './moments';
import { connectionCheckNames, upstreams } from '../accounts';

export const accountItemSchema = z
  .object({
    id: z.string(),
    upstream: z.enum(upstreams),
    name: z.string(),
    isSandbox: z.boolean(),
    isDefault: z.boolean(),
    isDisabled: z.boolean(),
    source: z
      .enum(['settings', 'vault', 'sandbox'])
      .describe("Where its secret is: the server's settings, the vault, or nowhere (the sandbox)."),
    api: z
      .enum(['v27', 'graphql'])
      .optional()
      .describe("For a remote.it account: which of the vendor's APIs its secret is for."),
    url: z.string(),
    hasSecret: z.boolean(),
    previousUntil: momentSchema
      .nullable()
      .describe('Until when *Back to the previous key* works; null: there is none.'),
  })
  .meta({
    id: 'AccountItem',
    description: 'A vendor account as `/api/accounts` lists it: never with its secret.',
  });
export type AccountItem = z.infer<typeof accountItemSchema>;

export const connectionCheckSchema = z
  .object({
    name: z.enum(connectionCheckNames),
    ok: z.boolean().nullable(),
    detail: z.string().describe("What was found and, if it isn't good, what to do."),
  })
  .meta({
    id: 'ConnectionCheck',
    description:
      'One line of a connection check. `ok` null: not checked, because an earlier one failed.',
  });
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

export const accountTestSchema = z
  .object({
    ok: z.boolean(),
    checks: z.array(connectionCheckSchema),
    tookMs: z.int(),
  })
  .meta({ id: 'AccountTest' });
export type AccountTest = z.infer<typeof accountTestSchema>;

export const unavailableAccountSchema = z
  .object({
    accountId: z.string(),
    name: z.string(),
    code: z.string(),
    detail: z.string(),
  })
  .meta({
    id: 'UnavailableAccount',
    description: "An account whose list couldn't be read: a joined list is without it.",
  });
export type UnavailableAccount = z.infer<typeof unavailableAccountSchema>;
