import { z } from 'zod';
import { auditActions } from '@/lib/shared/audit-actions';
import { ALL_EVENTS } from '@/lib/shared/webhooks';
import { lineSchema, pageSchema, pageSizeSchema } from './common';

/** An address that gets events of the audit log. */
export type Webhook = {
  id: string;
  name: string;
  url: string;
  /** Actions of events, or `*` alone: all. */
  events: string[];
  isDisabled: boolean;
  disabledAt: string | null;
  /** `failing`: nothing arrived for three days. */
  disabledFor: 'person' | 'failing' | null;
  /** Since when no attempt succeeded; null: the last one did. */
  failingSince: string | null;
  /** Deliveries that aren't there yet. */
  waiting: number;
  /** Until when deliveries are also signed with the previous secret. */
  previousSecretEndsAt: string | null;
  createdAt: string;
};

/** The secret is in this answer and in no other. */
export type WebhookWithSecret = Webhook & { secret: string };

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type Delivery = {
  /** As in the header `webhook-id`. */
  id: string;
  action: string;
  /** Of the audit event; null for a test. */
  eventId: string | null;
  state: DeliveryState;
  attempts: number;
  /** Of the last answer; null: there was none. */
  status: number | null;
  tookMs: number | null;
  /** Why the last attempt failed: a code of `lib/server/webhooks/post.ts`. */
  failure: string | null;
  createdAt: string;
  triedAt: string | null;
  /** The next attempt is then; null: there is none. */
  nextAt: string | null;
};

/** The outcome of *Send a test*. */
export type WebhookTest = {
  ok: boolean;
  deliveryId: string;
  status: number | null;
  failure: string | null;
  tookMs: number;
};

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
export type DeliveryPage = { items: Delivery[]; total: number };
