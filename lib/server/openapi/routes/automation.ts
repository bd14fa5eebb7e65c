import { z } from 'zod';
import {
  channelTestSchema,
  notificationChannelSchema,
  notificationChannelWithSecretSchema,
  notificationDeliveryPageSchema,
  notificationRulesSchema,
} from '@/lib/contract/answers/notifications';
import {
  deliveryPageSchema,
  webhookSchema,
  webhookTestSchema,
  webhookWithSecretSchema,
} from '@/lib/contract/answers/webhooks';
import {
  addChannelInputSchema,
  changeChannelInputSchema,
  listChannelDeliveriesQuerySchema,
  putRulesInputSchema,
} from '@/lib/contract/notifications';
import {
  addTokenInputSchema,
  apiTokenSchema,
  newTokenSchema,
  tokenCallSchema,
} from '@/lib/contract/tokens';
import {
  addWebhookInputSchema,
  changeWebhookInputSchema,
  listDeliveriesQuerySchema,
} from '@/lib/contract/webhooks';
import { idSchema, itemsOf, type Area } from '../operation';

export const automation: Area = {
  name: 'Automation',
  description:
    'API tokens, webhooks, notifications, and this description. Only people create tokens.',
  routes: {
    '/api/openapi.json': {
      GET: {
        summary: 'Get this description',
        description: 'For anyone who is signed in, and any token.',
        permission: 'profile.write',
        tokens: 'all',
        answers: { 200: z.looseObject({ openapi: z.string() }), 304: null },
      },
    },
    '/api/mcp': {
      POST: {
        summary: 'Send a message of the Model Context Protocol',
        description: 'For AI assistants: one JSON-RPC message per call, no sessions.',
        permission: null,
        tokens: 'only',
        body: z.looseObject({ jsonrpc: z.literal('2.0'), method: z.string() }),
        example: {
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: {
            protocolVersion: '2025-06-18',
            capabilities: {},
            clientInfo: { name: 'curl', version: '1' },
          },
        },
        answers: {
          200: z.looseObject({ jsonrpc: z.literal('2.0') }),
          202: null,
        },
      },
    },
    '/api/tokens': {
      GET: {
        summary: 'List your API tokens',
        permission: 'profile.write',
        answers: { 200: itemsOf(apiTokenSchema) },
      },
      POST: {
        summary: 'Create an API token',
        description: 'It is shown this once.',
        permission: 'profile.write',
        body: addTokenInputSchema,
        example: { name: 'Ticket system', role: 'viewer', scopes: ['users.read'] },
        answers: { 201: newTokenSchema },
        problems: ['step_up_required', 'conflict'],
      },
    },
    '/api/tokens/[id]': {
      DELETE: {
        summary: 'Delete an API token',
        permission: 'profile.write',
        answers: { 204: null },
      },
    },
    '/api/tokens/[id]/calls': {
      GET: {
        summary: 'List the last calls of an API token',
        permission: 'profile.write',
        answers: { 200: itemsOf(tokenCallSchema) },
      },
    },
    '/api/notification-channels': {
      GET: {
        summary: 'List notification channels',
        permission: 'settings.read',
        answers: { 200: itemsOf(notificationChannelSchema) },
      },
      POST: {
        summary: 'Add a notification channel',
        description:
          'Email has `recipients`; Slack, Teams, and webhooks have a `url`, kept encrypted. Messages to a webhook are signed with a secret, which is shown this once.',
        permission: 'notifications.manage',
        body: addChannelInputSchema,
        example: { kind: 'email', name: 'Operations', recipients: ['ops@desk.example'] },
        answers: { 201: notificationChannelWithSecretSchema },
        problems: ['address_not_allowed', 'conflict', 'vault_locked'],
      },
    },
    '/api/notification-channels/[id]': {
      PATCH: {
        summary: 'Change a notification channel',
        description: 'A webhook with a new address gets a new secret, which is shown this once.',
        permission: 'notifications.manage',
        body: changeChannelInputSchema,
        example: { isDisabled: true },
        answers: { 200: notificationChannelWithSecretSchema },
        problems: ['address_not_allowed', 'vault_locked'],
      },
      DELETE: {
        summary: 'Delete a notification channel',
        permission: 'notifications.manage',
        answers: { 204: null },
      },
    },
    '/api/notification-channels/[id]/deliveries': {
      GET: {
        summary: 'List the messages to a notification channel',
        permission: 'settings.read',
        query: listChannelDeliveriesQuerySchema,
        answers: { 200: notificationDeliveryPageSchema },
      },
    },
    '/api/notification-channels/[id]/deliveries/[deliveryId]/resend': {
      POST: {
        summary: 'Send a message to a notification channel again',
        permission: 'notifications.manage',
        answers: { 202: idSchema },
        problems: ['conflict'],
      },
    },
    '/api/notification-channels/[id]/test': {
      POST: {
        summary: 'Send a test to a notification channel',
        permission: 'notifications.manage',
        answers: { 200: channelTestSchema },
        problems: ['too_many_requests'],
      },
    },
    '/api/notification-rules': {
      GET: {
        summary: 'Get the notification rules',
        permission: 'settings.read',
        answers: { 200: notificationRulesSchema },
      },
      PUT: {
        summary: 'Replace the notification rules',
        description: 'Kinds of events that are left out are off.',
        permission: 'notifications.manage',
        body: putRulesInputSchema,
        example: { items: [{ event: 'batch_finished', channelIds: [] }], groupMinutes: 10 },
        answers: { 200: notificationRulesSchema },
      },
    },
    '/api/webhooks': {
      GET: {
        summary: 'List webhooks',
        permission: 'settings.read',
        answers: { 200: itemsOf(webhookSchema) },
      },
      POST: {
        summary: 'Create a webhook',
        description: 'Its secret is shown this once.',
        permission: 'webhooks.manage',
        body: addWebhookInputSchema,
        example: { name: 'Chat', url: 'https://hooks.example/desk', events: ['*'] },
        answers: { 201: webhookWithSecretSchema },
        problems: ['address_not_allowed', 'conflict', 'vault_locked'],
      },
    },
    '/api/webhooks/[id]': {
      PATCH: {
        summary: 'Change a webhook',
        description: 'With `rotateSecret`, the answer has a new secret.',
        permission: 'webhooks.manage',
        body: changeWebhookInputSchema,
        example: { isDisabled: true },
        answers: { 200: webhookSchema.extend({ secret: z.string().optional() }) },
        problems: ['address_not_allowed', 'conflict', 'vault_locked'],
      },
      DELETE: {
        summary: 'Delete a webhook',
        permission: 'webhooks.manage',
        answers: { 204: null },
      },
    },
    '/api/webhooks/[id]/deliveries': {
      GET: {
        summary: 'List the deliveries of a webhook',
        permission: 'settings.read',
        query: listDeliveriesQuerySchema,
        answers: { 200: deliveryPageSchema },
      },
    },
    '/api/webhooks/[id]/deliveries/[deliveryId]/resend': {
      POST: {
        summary: 'Send a delivery again',
        permission: 'webhooks.manage',
        answers: { 202: idSchema },
        problems: ['conflict'],
      },
    },
    '/api/webhooks/[id]/test': {
      POST: {
        summary: 'Send a test event',
        permission: 'webhooks.manage',
        answers: { 200: webhookTestSchema },
        problems: ['conflict'],
      },
    },
  },
};
