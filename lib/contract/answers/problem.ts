import { z } from 'zod';
import { connectionCheckSchema } from './accounts';
import { storedCustomerSchema } from './customers';

export const inputFaultSchema = z
  .object({
    path: z.string(),
    code: z.string(),
    message: z.string(),
  })
  .meta({
    id: 'InputFault',
    description: 'One error in the input: `path` as in `rows[17].email`.',
  });
export type InputFault = z.infer<typeof inputFaultSchema>;

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(inputFaultSchema).optional(),
    checks: z
      .array(connectionCheckSchema)
      .optional()
      .describe('For `account_refused`: what the test of the account found.'),
    current: storedCustomerSchema.optional().describe('For `customer_changed`: as it is now.'),
    upstream: z
      .object({
        name: z.string(),
        status: z.int().optional(),
        code: z.string().optional(),
      })
      .optional(),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    description: '`application/problem+json`: how every route of ours returns an error.',
  });
export type Problem = z.infer<typeof problemSchema>;
