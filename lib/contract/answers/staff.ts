import { z } from 'zod';
import { momentSchema } from './moments';
import { roleSchema } from '../staff';

export const staffMemberSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    isDisabled: z.boolean(),
    hasPassword: z.boolean(),
    waitsForAdmin: z
      .boolean()
      .describe(
        'Came by single sign-on without a role; to let them in, give them one and enable them.',
      ),
    hasSingleSignOn: z.boolean().describe('Signs in at the OpenID provider.'),
    hasFactor: z.boolean().describe('Whether they have a second factor in use.'),
    createdAt: momentSchema,
    lastSeenAt: momentSchema.nullable(),
    accountIds: z
      .array(z.string())
      .nullable()
      .describe('The vendor accounts they may see; null: all.'),
    customerIds: z
      .array(z.string())
      .nullable()
      .describe('The customers whose users and devices they may see; null: all.'),
    customers: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
        }),
      )
      .nullable()
      .describe('The same with their names, of those that exist.'),
    linkExpiresAt: momentSchema
      .nullable()
      .describe('Until when their link for setting a password works; null if there is none.'),
  })
  .meta({ id: 'StaffMember', description: 'A staff member as others may see them.' });
export type StaffMember = z.infer<typeof staffMemberSchema>;

export const profileSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
  })
  .meta({ id: 'Profile', description: 'A staff member as they see themselves.' });
export type Profile = z.infer<typeof profileSchema>;

export const ownIdentitySchema = z
  .object({
    isAvailable: z.boolean().describe('Whether single sign-on is set up on this server.'),
    connected: z
      .object({
        issuer: z.string(),
        connectedAt: momentSchema,
        lastUsedAt: momentSchema,
      })
      .nullable(),
  })
  .meta({ id: 'OwnIdentity', description: "The person's identity at the OpenID provider." });
export type OwnIdentity = z.infer<typeof ownIdentitySchema>;

export const sessionFactsSchema = z
  .object({
    id: z.string(),
    createdAt: momentSchema,
    lastSeenAt: momentSchema,
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    device: z.string().describe('The browser in words: "Firefox on Windows".'),
    place: z
      .union([
        z.literal('this_network'),
        z.enum(['this_computer', 'private_network', 'internet', 'unknown']),
      ])
      .describe("What can be said of its address: `this_network` is the caller's own."),
    isCurrent: z.boolean().describe("Whether it is the caller's own session."),
  })
  .meta({ id: 'SessionFacts', description: 'A browser in which a person is signed in.' });
export type SessionFacts = z.infer<typeof sessionFactsSchema>;

export const signInNoticeSchema = z
  .object({
    id: z.string(),
    at: momentSchema,
    device: z.string(),
    place: z.string(),
    isOver: z.boolean(),
  })
  .meta({
    id: 'SignInNotice',
    description:
      "A sign-in with a browser in which the person hadn't signed in before. `id` is the session's.",
  });
export type SignInNotice = z.infer<typeof signInNoticeSchema>;

export const setUpInvitationSchema = z
  .union([
    z.object({
      isFirst: z.literal(true),
    }),
    z.object({
      isFirst: z.literal(false),
      email: z.string(),
      name: z.string(),
      hasFactor: z.boolean(),
      isReset: z.boolean(),
    }),
  ])
  .meta({ id: 'SetUpInvitation', description: 'The person a one-time setup link is for.' });
export type SetUpInvitation = z.infer<typeof setUpInvitationSchema>;

export const newLinkSchema = z
  .object({
    setUpUrl: z.string().nullable(),
    expiresAt: momentSchema,
  })
  .meta({
    id: 'NewLink',
    description: 'A one-time link. Null: it was sent by email, and no one else gets it.',
  });
export type NewLink = z.infer<typeof newLinkSchema>;
