import 'server-only';
import { z } from 'zod';
import { vendorText } from '@/lib/server/upstreams/channel/request-json';

const text = z.string().transform(vendorText).optional().catch(undefined);
const count = z.number().int().nonnegative();
const number = z.number().int().optional().catch(undefined);

export const graphqlReplySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.unknown().optional(),
        path: z
          .array(z.union([z.string(), z.number()]))
          .nullish()
          .catch(undefined),
      }),
    )
    .nullish(),
});

export const devicesReplySchema = z.object({
  login: z.object({
    email: text,
    devices: z.object({
      total: count,
      hasMore: z.boolean().optional().catch(undefined),
      items: z.array(z.unknown()),
    }),
  }),
});

export type DevicesReply = z.infer<typeof devicesReplySchema>;

const owner = z.object({ email: text }).nullish().catch(undefined);
const endpoint = z
  .object({ onlineSince: text, offlineSince: text, externalAddress: text, internalAddress: text })
  .nullish()
  .catch(undefined);

export const deviceIdSchema = z.object({ id: z.string().trim().min(1).max(200) });

/** `endpoint` is null for a device that was never online. */
export const deviceItemSchema = deviceIdSchema.extend({
  name: text,
  state: text,
  platform: number,
  lastReported: text,
  owner,
  endpoint,
  services: z.array(z.unknown()).optional().catch(undefined),
});
export type DeviceItem = z.infer<typeof deviceItemSchema>;

export const serviceItemSchema = deviceIdSchema.extend({
  name: text,
  state: text,
  /** The title of its type, such as `SSH`. */
  title: text,
  /** The id of its type. */
  application: number,
  port: number,
  lastReported: text,
});
export type ServiceItem = z.infer<typeof serviceItemSchema>;

export const connectDataSchema = z.object({
  connect: z.object({
    id: z.string(),
    host: z.string(),
    port: z.unknown().optional(),
    reverseProxy: z.boolean().nullish().catch(undefined),
    timeout: z.number().nonnegative().nullish().catch(undefined),
  }),
});
export type ConnectData = z.infer<typeof connectDataSchema>;

export const disconnectDataSchema = z.object({ disconnect: z.boolean() });

/** Only what the desk shows; ids are passed as variables, never spliced into the text. */
export const DEVICES = `query Devices($size: Int, $from: Int) {
  login {
    email
    devices(size: $size, from: $from, sort: "created") {
      total
      hasMore
      items {
        id name state platform lastReported
        owner { email }
        endpoint { onlineSince offlineSince externalAddress internalAddress }
        services { id name state title application port lastReported }
      }
    }
  }
}`;

export const CONNECT = `mutation Connect($serviceId: String!, $hostIP: String) {
  connect(serviceId: $serviceId, hostIP: $hostIP) { id host port reverseProxy timeout }
}`;

export const createAccessKeyDataSchema = z.object({
  createAccessKey: z.object({
    key: z.string().regex(/^[\w-]{1,128}$/),
    secret: z.string().regex(/^[A-Za-z0-9+/]{16,}={0,2}$/),
  }),
});

export const CREATE_ACCESS_KEY = 'mutation CreateAccessKey { createAccessKey { key secret } }';

/** What it returns isn't documented, so nothing is read of it but whether there is an error. */
export const UPDATE_ACCESS_KEY = `mutation UpdateAccessKey($key: String!, $enabled: Boolean!) {
  updateAccessKey(key: $key, enabled: $enabled) { key }
}`;

/** Nothing is read of this one's answer, either. */
export const DELETE_ACCESS_KEY = `mutation DeleteAccessKey($key: String!) {
  deleteAccessKey(key: $key)
}`;

export const DISCONNECT = `mutation Disconnect($serviceId: String!, $connectionId: String!) {
  disconnect(serviceId: $serviceId, connectionId: $connectionId)
}`;
