import { z } from 'zod';
import { momentSchema } from './moments';
import { deliveryStates } from '../webhooks';

export const webhookSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.string()).describe('Actions of events, or `*` alone: all.'),
    isDisabled: z.boolean(),
    disabledAt: momentSchema.nullable(),
    disabledFor: z
      .enum(['person', 'failing'])
      .nullable()
      .describe('`failing`: nothing arrived for three days.'),
    failingSince: momentSchema
      .nullable()
      .describe('Since when no attempt succeeded; null: the last one did.'),
    waiting: z.int().describe("Deliveries that aren't there yet."),
    previousSecretEndsAt: momentSchema
      .nullable()
      .describe('Until when deliveries are also signed with the previous secret.'),
    createdAt: momentSchema,
  })
  .meta({ id: 'Webhook', description: 'An address that gets events of the audit log.' });
export type Webhook = z.infer<typeof webhookSchema>;

export const webhookWithSecretSchema = webhookSchema
  .extend({
    secret: z.string(),
  })
  .meta({ id: 'WebhookWithSecret', description: 'The secret is in this answer and in no other.' });
export type WebhookWithSecret = z.infer<typeof webhookWithSecretSchema>;

export const deliverySchema = z
  .object({
    id: z.string().describe('As in the header `webhook-id`.'),
    action: z.string(),
    eventId: z.string().nullable().describe('Of the audit event; null for a test.'),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    status: z.int().nullable().describe('Of the last answer; null: there was none.'),
    tookMs: z.int().nullable(),
    failure: z
      .string()
      .nullable()
      .describe('Why the last attempt failed, as a code: `unreachable`, `slow`, `refused`, …'),
    createdAt: momentSchema,
    triedAt: momentSchema.nullable(),
    nextAt: momentSchema.nullable().describe('The next attempt is then; null: there is none.'),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof deliverySchema>;

export const webhookTestSchema = z
  .object({
    ok: z.boolean(),
    deliveryId: z.string(),
    status: z.int().nullable(),
    failure: z.string().nullable(),
    tookMs: z.int(),
  })
  .meta({ id: 'WebhookTest', description: 'The outcome of *Send a test*.' });
export type WebhookTest = z.infer<typeof webhookTestSchema>;

export const deliveryPageSchema = z
  .object({
    items: z.array(deliverySchema),
    total: z.int(),
  })
  .meta({ id: 'DeliveryPage' });
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;
