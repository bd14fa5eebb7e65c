import { z } from 'zod';
import { channelKinds, notificationKinds, ownKinds } from '@/lib/shared/notifications';
import { deliveryStates } from '../webhooks';
import { momentSchema } from './moments';

export const notificationChannelSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(channelKinds),
    recipients: z.array(z.string()).describe('For email.'),
    host: z.string().nullable().describe('For the others, the host of the address.'),
    hasSecret: z.boolean(),
    isTeam: z.boolean().describe('It has what team members choose in their profile.'),
    isDisabled: z.boolean(),
    failingSince: momentSchema
      .nullable()
      .describe('Since when nothing arrived; null: the last message did.'),
    failure: z.string().nullable().describe('Why, as a code: `unreachable`, `refused`, …'),
    waiting: z.int().describe("Messages that aren't there yet."),
    createdAt: momentSchema,
  })
  .meta({
    id: 'NotificationChannel',
    description:
      'Where notifications go. The address of all but email is a secret, and in no answer.',
  });
export type NotificationChannel = z.infer<typeof notificationChannelSchema>;

export const notificationChannelWithSecretSchema = notificationChannelSchema
  .extend({
    secret: z
      .string()
      .optional()
      .describe('Of a webhook whose address is new: what its messages are signed with.'),
  })
  .meta({ id: 'NotificationChannelWithSecret', description: 'Its secret is shown this once.' });
export type NotificationChannelWithSecret = z.infer<typeof notificationChannelWithSecretSchema>;

const notificationDeliverySchema = z
  .object({
    id: z.string(),
    channelId: z.string(),
    kind: z.string().describe('`test`, `digest` for a daily summary, or a kind of event.'),
    recipient: z.string().nullable(),
    count: z.int().describe('How many events it is about.'),
    isPart: z.boolean().describe('It waits to become a part of a daily summary.'),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    status: z.int().nullable(),
    failure: z.string().nullable(),
    createdAt: momentSchema,
    triedAt: momentSchema.nullable(),
    nextAt: momentSchema
      .nullable()
      .describe('The next attempt; null: there is none. Quiet hours may delay it.'),
  })
  .meta({
    id: 'NotificationDelivery',
    description: 'A message to a channel; by email, to one of its recipients.',
  });
export type NotificationDelivery = z.infer<typeof notificationDeliverySchema>;

export const notificationDeliveryPageSchema = z
  .object({ items: z.array(notificationDeliverySchema), total: z.int() })
  .meta({ id: 'NotificationDeliveryPage' });
export type NotificationDeliveryPage = z.infer<typeof notificationDeliveryPageSchema>;

export const channelTestSchema = z
  .object({
    ok: z.boolean(),
    status: z.int().nullable(),
    failure: z.string().nullable(),
    detail: z.string(),
    tookMs: z.int(),
  })
  .meta({ id: 'ChannelTest', description: 'The outcome of *Send a test*.' });
export type ChannelTest = z.infer<typeof channelTestSchema>;

export const notificationRulesSchema = z
  .object({
    items: z.array(
      z.object({
        event: z.enum(notificationKinds),
        isEnabled: z.boolean(),
        channelIds: z.array(z.string()),
        hours: z.int().optional().describe('For devices: how long they have to be offline.'),
        dailyAt: z
          .string()
          .optional()
          .describe(
            '`08:00`: told together once a day, at this time. Left out: at once. The report comes on Mondays, at this time or at 08:00.',
          ),
      }),
    ),
    quietHours: z
      .object({ from: z.string(), to: z.string(), timeZone: z.string() })
      .nullable()
      .describe('Nothing is sent between these; it comes together when they end.'),
    timeZone: z
      .string()
      .nullable()
      .describe('Of quiet hours and of what is told once a day; null: UTC.'),
    groupMinutes: z
      .int()
      .describe('After a message, others of the same kind are held so long, and come as one.'),
  })
  .meta({ id: 'NotificationRules', description: 'Every kind of event, and who is told of it.' });
export type NotificationRules = z.infer<typeof notificationRulesSchema>;

export const ownNotificationsSchema = z
  .object({
    items: z.array(z.object({ event: z.enum(ownKinds), isEnabled: z.boolean() })),
    unavailable: z
      .enum(['not_set_up', 'disabled'])
      .nullable()
      .describe('Why nothing is sent: there is no email, or an admin disabled it.'),
  })
  .meta({
    id: 'OwnNotifications',
    description: 'The kinds of events that you may see, and of which you are told by email.',
  });
export type OwnNotifications = z.infer<typeof ownNotificationsSchema>;
