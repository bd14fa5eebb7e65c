import 'server-only';
import { z } from 'zod';
import { builtInRoles, type BuiltInRole } from '@/lib/shared/permissions';
import { issuerUrl, list } from './setting-values';

export type OidcSettings = {
  /** As in the provider's discovery document and ID tokens. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whose verified addresses may sign in without an invitation. */
  allowedDomains: string[];
  /** Unset: someone new waits for an administrator. */
  defaultRole: BuiltInRole | undefined;
  /** The claim with the person's groups, and the role of each group. */
  roleClaim: string | undefined;
  roleMap: Record<string, BuiltInRole>;
};

const MAP_ERROR = `must be groups with a built-in role each, such as desk-admins=administrator, separated by commas; the roles are ${builtInRoles.join(', ')}`;

/** Groups of the provider to roles. A group's name may have any character but a comma. */
const roleMap = z.string().transform((text, context) => {
  const pairs = text.split(',').map((part) => {
    const at = part.lastIndexOf('=');
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
  });
  const known = pairs.flatMap(([group, name]) => {
    const role = builtInRoles.find((one) => one === name);
    return group && role ? [[group, role] as const] : [];
  });
  if (known.length === pairs.length) return Object.fromEntries(known);
  context.addIssue({ code: 'custom', message: MAP_ERROR });
  return z.NEVER;
});

/** The variables of single sign-on. */
export const oidcVariables = {
  OIDC_ISSUER: issuerUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_ALLOWED_DOMAINS: list.default([]),
  OIDC_DEFAULT_ROLE: z.enum(builtInRoles).optional(),
  OIDC_ROLE_CLAIM: z.string().min(1).optional(),
  OIDC_ROLE_MAP: roleMap.default({}),
  PASSWORD_SIGN_IN: z.enum(['on', 'off']).default('on'),
};
const variables = z.object(oidcVariables);

export function oidcSettings(values: z.infer<typeof variables>): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  const clientSecret = values.OIDC_CLIENT_SECRET;
  if (!issuer || !clientId || !clientSecret) return undefined;
  return {
    ...{ issuer, clientId, clientSecret },
    allowedDomains: values.OIDC_ALLOWED_DOMAINS,
    defaultRole: values.OIDC_DEFAULT_ROLE,
    roleClaim: values.OIDC_ROLE_CLAIM,
    roleMap: values.OIDC_ROLE_MAP,
  };
}
