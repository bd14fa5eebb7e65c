import 'server-only';
import { z } from 'zod';
import { vendorText } from '@/lib/server/upstreams/channel/vendor-text';

/** `status` is the text "true" or "false"; the reason comes as `reason`, from one route as `message`. */
export const envelopeSchema = z.looseObject({
  status: z.union([z.boolean(), z.string()]),
  reason: z.unknown().optional(),
  message: z.unknown().optional(),
  code: z.unknown().optional(),
});

const text = z.string().transform(vendorText).optional().catch(undefined);

/** Checked where it is used, as it came: cleaned it might pass for something else. */
const exactText = z.string().optional().catch(undefined);

/** Numbers come as numbers and as texts, now and then both in one reply. */
const integer = z
  .union([
    z.number().int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

/** `auth_expiration`: Unix seconds. A login by authhash has `auth_token` alone. */
export const loginSchema = z.object({
  token: exactText,
  auth_token: exactText,
  auth_expiration: integer,
  email: text,
});

export const deviceListSchema = z.object({ devices: z.array(z.unknown()) });

/** Empty values come as `[null]`, a heritage of XML. */
export const deviceRowSchema = z.object({
  deviceaddress: z.string().min(1).max(200),
  devicealias: text,
  ownerusername: text,
  devicetype: text,
  devicestate: text,
  servicetitle: text,
  lastcontacted: text,
  hardwareid: text,
});
export type DeviceRow = z.infer<typeof deviceRowSchema>;

/** An empty map comes as `[]` from PHP. */
export const metadataSchema = z.object({ devices: z.record(z.string(), z.unknown()) });

export const metadataItemSchema = z.object({ hardwareid: z.string().min(1) });

export const connectReplySchema = z.object({
  connectionid: exactText,
  connection: z.object({
    connectionid: exactText,
    proxy: exactText,
    proxyserver: exactText,
    proxyport: z.unknown().optional(),
    proxyServerPort: z.unknown().optional(),
    reverseProxy: z.boolean().optional().catch(undefined),
    expirationsec: integer,
    proxyExpirationSec: integer,
  }),
});
export type ConnectReply = z.infer<typeof connectReplySchema>;
