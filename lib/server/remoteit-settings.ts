import 'server-only';
import { z } from 'zod';
import type { RemoteitAccessKey, RemoteitCredentials } from '@/lib/contract/accounts';
import { upstreamUrl } from './setting-values';

const REMOTEIT_API_URL = 'https://api.remot3.it/apv/v27';
const REMOTEIT_GRAPHQL_URL = 'https://api.remote.it/graphql/v1';

export const remoteitVariables = {
  REMOTEIT_DEVELOPER_KEY: z.string().min(1).optional(),
  REMOTEIT_USERNAME: z.string().min(1).optional(),
  REMOTEIT_PASSWORD: z.string().min(1).optional(),
  REMOTEIT_API_URL: upstreamUrl.default(REMOTEIT_API_URL),
  REMOTEIT_ACCESS_KEY_ID: z
    .string()
    .regex(/^[\w-]{1,128}$/, 'must be the ID of a remote.it access key: letters and digits')
    .optional(),
  REMOTEIT_SECRET_ACCESS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, 'must be the secret as remote.it showed it, in base64')
    .optional(),
  REMOTEIT_GRAPHQL_URL: upstreamUrl.default(REMOTEIT_GRAPHQL_URL),
  // Set by scripts/serve.ts if there is no account.
  SANDBOX_REMOTEIT_URL: upstreamUrl.optional(),
  SANDBOX_REMOTEIT_CREDENTIALS: z.string().optional(),
};

type Variables = z.infer<z.ZodObject<typeof remoteitVariables>>;

/**
 * How a remote.it account is reached: with its sign-in over v27, or with an access key over
 * GraphQL.
 */
export type RemoteitAccess =
  | ({ api: 'v27'; baseUrl: string } & RemoteitCredentials)
  | ({ api: 'graphql'; graphqlUrl: string } & RemoteitAccessKey);

/**
 * The access key wins if both are set: the vendor maintains it, and it works with two-factor
 * authentication.
 */
export function remoteitAccess(values: Variables): RemoteitAccess | undefined {
  if (values.REMOTEIT_ACCESS_KEY_ID && values.REMOTEIT_SECRET_ACCESS_KEY) {
    return {
      api: 'graphql',
      accessKeyId: values.REMOTEIT_ACCESS_KEY_ID,
      secretAccessKey: values.REMOTEIT_SECRET_ACCESS_KEY,
      graphqlUrl: values.REMOTEIT_GRAPHQL_URL,
    };
  }
  if (values.REMOTEIT_DEVELOPER_KEY && values.REMOTEIT_USERNAME && values.REMOTEIT_PASSWORD) {
    return {
      api: 'v27',
      developerKey: values.REMOTEIT_DEVELOPER_KEY,
      username: values.REMOTEIT_USERNAME,
      password: values.REMOTEIT_PASSWORD,
      baseUrl: values.REMOTEIT_API_URL,
    };
  }
  return undefined;
}

/** The sandbox supports both; the kind of credential shows which one is used. */
export function sandboxAccess(values: Variables): RemoteitAccess | undefined {
  const { SANDBOX_REMOTEIT_URL: url, SANDBOX_REMOTEIT_CREDENTIALS: credentials } = values;
  if (!url || !credentials) return undefined;
  const opened = JSON.parse(credentials) as RemoteitCredentials | RemoteitAccessKey;
  return 'accessKeyId' in opened
    ? { api: 'graphql', ...opened, graphqlUrl: url }
    : { api: 'v27', ...opened, baseUrl: url };
}
