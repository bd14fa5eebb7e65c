import 'server-only';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import { env } from '@/lib/server/env';
import type { OidcSettings } from '@/lib/server/oidc-settings';
import { describeError, log } from '@/lib/server/log';
import { remember } from '@/lib/server/remember';

const TIMEOUT_MS = 10_000;

const discoveryUrl = ({ issuer }: OidcSettings) =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * The OpenID provider for next-auth: found by discovery, authorization code with PKCE, state and
 * nonce. The ID token must be signed with RS256, which every provider has.
 */
export function oidcProvider(settings: OidcSettings): OAuthConfig<{ sub: string }> {
  return {
    id: 'oidc',
    name: 'Single sign-on',
    type: 'oauth',
    wellKnown: discoveryUrl(settings),
    authorization: { params: { scope: 'openid email profile' } },
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: TIMEOUT_MS },
    // The session's id is added by the `signIn` callback.
    profile: ({ sub }) => ({ id: sub, sid: '' }),
  };
}

/** The ways to sign in that the settings allow. */
export function signInWays(): { hasPassword: boolean; hasSingleSignOn: boolean } {
  const { oidc, hasPasswordSignIn } = env();
  return { hasPassword: hasPasswordSignIn, hasSingleSignOn: oidc !== undefined };
}

/**
 * Where to send a browser that comes back from the provider while something is wrong here: a
 * problem as JSON would help no one.
 */
export function pageAfterFault(fault: unknown): string {
  log().error({ error: describeError(fault) }, 'single sign-on failed');
  return `${env().appUrl}/sign-in?error=single_sign_on_failed`;
}

const endSessionSchema = z.object({ end_session_endpoint: z.url({ protocol: /^https?$/ }) });

const HOUR_MS = 3_600_000;

/**
 * Where the browser signs out of the provider, too, and comes back from (OpenID Connect
 * RP-Initiated Logout 1.0). Null: the provider has no such page, or can't be reached.
 */
export async function providerSignOutUrl(): Promise<string | null> {
  const { oidc, appUrl } = env();
  if (!oidc) return null;
  const page = await endSessionPage(oidc);
  if (page === null) return null;
  const url = new URL(page);
  url.searchParams.set('client_id', oidc.clientId);
  url.searchParams.set('post_logout_redirect_uri', `${appUrl}/sign-in`);
  return url.href;
}

async function endSessionPage(settings: OidcSettings): Promise<string | null> {
  const known = remember('end session page', () => ({ url: null as string | null, readAt: 0 }));
  if (Date.now() - known.readAt < HOUR_MS) return known.url;
  try {
    const response = await fetch(discoveryUrl(settings), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const { data } = endSessionSchema.safeParse(await response.json());
    known.url = data?.end_session_endpoint ?? null;
    known.readAt = Date.now();
    return known.url;
  } catch (error) {
    log().warn({ error: describeError(error) }, 'the OpenID provider can’t be reached to sign out');
    return null;
  }
}
