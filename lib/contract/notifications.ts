import { z } from 'zod';
import { channelKinds, notificationKinds, ownKinds } from '@/lib/shared/notifications';
import { boundedArray, emailSchema, lineSchema, pageSchema, pageSizeSchema } from './common';

export type {
  ChannelTest,
  NotificationChannel,
  NotificationChannelWithSecret,
  NotificationDelivery,
  NotificationDeliveryPage,
  NotificationRules,
  OwnNotifications,
} from './answers/notifications';

const MOST_RECIPIENTS = 20;
const LONGEST_URL = 2_000;

const nameSchema = lineSchema({ max: 60, label: 'The name' });
const recipientsSchema = boundedArray(emailSchema, {
  ...{ min: 1, max: MOST_RECIPIENTS, tooFew: 'Enter at least one address.' },
  tooMany: `A channel has at most ${MOST_RECIPIENTS} addresses.`,
}).transform((recipients) => [...new Set(recipients)]);
const urlSchema = z
  .string({ error: 'The address is missing.' })
  .trim()
  .min(1, 'The address is missing.')
  .max(LONGEST_URL, 'The address can’t be longer than 2,000 characters.');

/** `POST /api/notification-channels` */
export const addChannelInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('email'), name: nameSchema, recipients: recipientsSchema }),
  z.strictObject({
    kind: z.enum(channelKinds).exclude(['email']),
    name: nameSchema,
    url: urlSchema,
  }),
]);
export type AddChannelInput = z.output<typeof addChannelInputSchema>;

/** `PATCH /api/notification-channels/{id}`. A new `url` replaces the one that is kept. */
export const changeChannelInputSchema = z
  .strictObject({
    ...{ name: nameSchema, recipients: recipientsSchema, url: urlSchema, isDisabled: z.boolean() },
  })
  .partial()
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify what to change.',
  });
export type ChangeChannelInput = z.output<typeof changeChannelInputSchema>;

/** `GET /api/notification-channels/{id}/deliveries`, newest first. */
export const listChannelDeliveriesQuerySchema = z.object({
  page: pageSchema,
  pageSize: pageSizeSchema,
});
export type ListChannelDeliveriesQuery = z.output<typeof listChannelDeliveriesQuerySchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 22:00.');

const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'Choose a time zone.');

const quietHoursSchema = z
  .strictObject({
    ...{ from: clockSchema, to: clockSchema, timeZone: timeZoneSchema },
  })
  .refine(({ from, to }) => from !== to, {
    ...{ error: 'Quiet hours can’t end when they start.', path: ['to'] },
  });
export type QuietHours = z.output<typeof quietHoursSchema>;

const MOST_CHANNELS = 50;
const LONGEST_OFFLINE_HOURS = 24 * 90;

const ruleSchema = z.strictObject({
  event: z.enum(notificationKinds, { error: 'There is no such event.' }),
  isEnabled: z.boolean().default(true),
  channelIds: z.array(z.string().max(64)).max(MOST_CHANNELS),
  /** For devices: how long they have to be offline. */
  hours: z
    .number()
    .int('Enter whole hours.')
    .min(1, 'Enter at least one hour.')
    .max(LONGEST_OFFLINE_HOURS, 'Enter at most 2,160 hours, which is 90 days.')
    .optional(),
  /** Told together once a day, at this time; left out: at once. The report: on Mondays. */
  dailyAt: clockSchema.optional(),
});
export type NotificationRule = z.output<typeof ruleSchema>;

/** `PUT /api/notification-rules`: kinds that are left out are off. */
export const putRulesInputSchema = z
  .strictObject({
    items: z
      .array(ruleSchema)
      .max(notificationKinds.length)
      .refine((items) => new Set(items.map(({ event }) => event)).size === items.length, {
        error: 'List each event once.',
      }),
    quietHours: quietHoursSchema.nullable().optional(),
    groupMinutes: z.number().int().min(0).max(1_440).optional(),
    /** Of quiet hours and of what is told once a day. */
    timeZone: timeZoneSchema.optional(),
  })
  .refine(
    ({ quietHours, timeZone }) =>
      !quietHours || timeZone === undefined || quietHours.timeZone === timeZone,
    { error: 'Quiet hours have the same time zone.', path: ['timeZone'] },
  );
export type PutRulesInput = z.output<typeof putRulesInputSchema>;

/** `PUT /api/profile/notifications`: kinds that are left out are off. */
export const chooseNotificationsInputSchema = z.strictObject({
  events: z
    .array(z.enum(ownKinds, { error: 'There is no such event.' }))
    .max(ownKinds.length)
    .refine((events) => new Set(events).size === events.length, { error: 'List each event once.' }),
});
