import { z } from 'zod';
import { faultOfApiAddress, plainApiAddress, type AddressFault } from '@/lib/shared/api-address';
import { accepts, lineSchema } from './common';

export type {
  AccountItem,
  AccountTest,
  ConnectionCheck,
  UnavailableAccount,
} from './answers/accounts';

export const upstreams = ['remotepc', 'remoteit'] as const;
export type UpstreamName = (typeof upstreams)[number];

/** The parts of the vendors' credentials. */
export type SecretField =
  'apiKey' | 'accessKeyId' | 'secretAccessKey' | 'developerKey' | 'username' | 'password';

/** Sent in a header, so nothing but printable ASCII; blanks around it come from copying. */
const keySchema = (label: string) =>
  z
    .string({ error: `${label} is missing.` })
    .trim()
    .min(1, { error: `${label} is missing.`, abort: true })
    .max(1_000, `${label} can’t be longer than 1,000 characters.`)
    .regex(/^[\x21-\x7e]+$/, {
      error: `${label} can’t contain blanks or special characters.`,
      abort: true,
    });

const remotepcSecretSchema = z.strictObject({ apiKey: keySchema('The API key') });
export type RemotepcSecret = z.infer<typeof remotepcSecretSchema>;

const accessKeySchema = z.strictObject({
  accessKeyId: keySchema('The access key ID').regex(
    /^[\w-]{1,128}$/,
    'The access key ID has only letters, digits, - and _.',
  ),
  secretAccessKey: keySchema('The secret access key').regex(
    /^[A-Za-z0-9+/]{16,}={0,2}$/,
    'Enter the secret as remote.it showed it: base64, at least 16 characters.',
  ),
});
export type RemoteitAccessKey = z.infer<typeof accessKeySchema>;

const credentialsSchema = z.strictObject({
  developerKey: keySchema('The developer key'),
  username: lineSchema({ max: 200, label: 'The username' }),
  password: z
    .string({ error: 'The password is missing.' })
    .min(1, 'The password is missing.')
    .max(1_000, 'The password can’t be longer than 1,000 characters.'),
});
export type RemoteitCredentials = z.infer<typeof credentialsSchema>;

export type AccountSecret = RemotepcSecret | RemoteitAccessKey | RemoteitCredentials;

const anySecretSchema = z.unknown();
accepts.set(anySecretSchema, () => z.union([accessKeySchema, credentialsSchema]));

/** remote.it takes either; which one is meant shows in its fields. */
const remoteitSecretSchema = anySecretSchema.transform((value, context) => {
  const isAccessKey =
    typeof value === 'object' &&
    value !== null &&
    ('accessKeyId' in value || 'secretAccessKey' in value);
  const result = (isAccessKey ? accessKeySchema : credentialsSchema).safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.addIssue({ ...issue, input: undefined } as z.core.$ZodRawIssue);
  }
  return z.NEVER;
});

export const secretSchemas = {
  remotepc: remotepcSecretSchema,
  remoteit: remoteitSecretSchema,
} as const;

const addressFaults: Record<AddressFault, string> = {
  no_address: 'Enter an address that starts with https://.',
  clear_text: 'The address must start with https:// (http:// is only allowed for this machine).',
  credentials: 'The address can’t contain a username or password.',
  more_than_path: 'The address can’t contain ? or #. Enter it up to the path.',
};

const apiUrlSchema = z
  .string()
  .trim()
  .max(500, { error: 'The address can’t be longer than 500 characters.', abort: true })
  .transform((text, context) => {
    const fault = faultOfApiAddress(text);
    if (fault === null) return plainApiAddress(text);
    context.addIssue({ code: 'custom', message: addressFaults[fault] });
    return z.NEVER;
  });

export const accountNameSchema = lineSchema({ max: 60, label: 'The name' });

const shared = {
  name: accountNameSchema,
  /** The vendor's API, if it isn't the usual one. */
  url: apiUrlSchema.optional(),
  isDefault: z.boolean().default(false),
  /** Stores the secret even if the test fails. */
  saveUntested: z.boolean().default(false),
};

export const addAccountInputSchema = z.discriminatedUnion('upstream', [
  z.strictObject({ upstream: z.literal('remotepc'), secret: secretSchemas.remotepc, ...shared }),
  z.strictObject({ upstream: z.literal('remoteit'), secret: secretSchemas.remoteit, ...shared }),
]);
export type AddAccountInput = z.infer<typeof addAccountInputSchema>;

const newSecretSchema = z.unknown();
accepts.set(newSecretSchema, () =>
  z.union([remotepcSecretSchema, accessKeySchema, credentialsSchema]),
);

/** Fields that are left out don't change. `secret` is checked against the account's vendor. */
export const changeAccountInputSchema = z
  .strictObject({
    name: accountNameSchema.optional(),
    isDefault: z.boolean().optional(),
    isDisabled: z.boolean().optional(),
    secret: newSecretSchema.optional(),
    saveUntested: z.boolean().default(false),
    /** Undoes the last replacement of the secret. */
    usePrevious: z.literal(true).optional(),
  })
  .refine(({ secret, usePrevious }) => secret === undefined || usePrevious === undefined, {
    path: ['usePrevious'],
    message: 'Enter a new key or go back to the previous one, not both.',
  });
export type ChangeAccountInput = z.infer<typeof changeAccountInputSchema>;

/** `?confirm=` the account's name, to delete one that is in use. */
export const deleteAccountQuerySchema = z.object({ confirm: z.string().max(200).optional() });

export const connectionCheckNames = [
  'dns',
  'connect',
  'tls',
  'credentials',
  'whitelist',
  'clock',
  'shape',
] as const;
