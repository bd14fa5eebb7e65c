import { z } from 'zod';
import { auditActions } from '@/lib/shared/audit-actions';
import { ALL_EVENTS } from '@/lib/shared/webhooks';
import { lineSchema, pageSchema, pageSizeSchema } from './common';

export type {
  Delivery,
  DeliveryPage,
  Webhook,
  WebhookTest,
  WebhookWithSecret,
} from './answers/webhooks';

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const LONGEST_URL = 2_000;

const eventsSchema = z
  .array(z.enum([ALL_EVENTS, ...auditActions], { error: 'There is no such event.' }), {
    error: 'Choose the events: a list of actions, or ["*"] for all.',
  })
  .min(1, 'Choose at least one event.')
  .max(auditActions.length + 1, 'Choose each event once.')
  .transform((events): string[] =>
    events.includes(ALL_EVENTS) ? [ALL_EVENTS] : [...new Set(events)].sort(),
  );

const webhookSchema = z.strictObject({
  name: lineSchema({ max: 60, label: 'The name' }),
  url: z
    .string({ error: 'The address is missing.' })
    .min(1, 'The address is missing.')
    .max(LONGEST_URL, 'The address can’t be longer than 2,000 characters.'),
  events: eventsSchema,
});

/** `POST /api/webhooks` */
export const addWebhookInputSchema = webhookSchema;
export type AddWebhookInput = z.output<typeof addWebhookInputSchema>;

/** `PATCH /api/webhooks/{id}`. `rotateSecret`: the answer has a new one. */
export const changeWebhookInputSchema = webhookSchema
  .extend({ isDisabled: z.boolean(), rotateSecret: z.literal(true) })
  .partial()
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify what to change.',
  });
export type ChangeWebhookInput = z.output<typeof changeWebhookInputSchema>;

/** `GET /api/webhooks/{id}/deliveries`, newest first. */
export const listDeliveriesQuerySchema = z.object({
  state: z.enum(deliveryStates).optional(),
  page: pageSchema,
  pageSize: pageSizeSchema,
});
export type ListDeliveriesQuery = z.output<typeof listDeliveriesQuerySchema>;
