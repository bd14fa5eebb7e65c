import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import type { NextRequest } from 'next/server';
import { normalizeEmail } from '@/lib/contract/common';
import { passkeyAnswerSchema } from '@/lib/contract/factors';
import type { Role } from '@/lib/contract/staff';
import { noScope, type Actor } from '@/lib/server/actor';
import { recordOutcome } from '@/lib/server/audit/record';
import { withoutEffect } from '@/lib/server/db/errors';
import { env, readKey } from '@/lib/server/env';
import { verifyPasskey } from './factors/passkeys';
import { recordRefusal, UNKNOWN_PERSON } from './record-refusal';
import { clientAddress, isBackgroundCall, requestIdOf } from './request-facts';
import { COOKIE_SECONDS, nextAuthCookies, sessionCookie, nextAuthJwt } from './session-token';
import { openSession, endSession, findSession } from './sessions';
import { oidcProvider } from './oidc-provider';
import { signInByIdentity } from './single-sign-on';
import { isPasswordAllowed, verifySignIn } from './verify-sign-in';

declare module 'next-auth' {
  interface User {
    sid: string;
  }
  interface Session {
    staff?: { id: string; email: string; name: string; role: Role; status: 'active' };
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    sid?: string;
  }
}

/** A rejected sign-in with a code of ours, which next-auth passes on to the sign-in page. */
class SignInRefusal extends Error {}

type Listeners = {
  /**
   * Receives what our callbacks throw: next-auth itself would put the message into a URL, treat an
   * unreadable session as none, and a failed sign-out as done.
   */
  onFault: (fault: unknown) => void;
  /** Called with the person who has just signed in. */
  onSignedIn: (email: string) => void;
};

/** next-auth for one request. The token has only our session's id. */
export function nextAuthOptions(
  request: NextRequest,
  { onFault, onSignedIn }: Listeners,
): NextAuthOptions {
  const telling =
    <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    (...given: Given): Promise<Result> =>
      work(...given).catch((error: unknown) => {
        // Signing in and out may be repeated: a session whose id was never returned belongs to no
        // one.
        if (!(error instanceof SignInRefusal)) onFault(withoutEffect(error));
        throw error;
      });
  const { oidc } = env();
  return {
    secret: readKey('AUTH_SECRET'),
    session: { strategy: 'jwt', maxAge: COOKIE_SECONDS },
    jwt: nextAuthJwt,
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    cookies: nextAuthCookies(),
    useSecureCookies: sessionCookie().options.secure,
    providers: [
      CredentialsProvider({
        id: 'credentials',
        name: 'Email and password',
        credentials: { email: {}, password: {}, code: {} },
        authorize: telling(async (credentials) => {
          const user = await signIn(request, credentials ?? {});
          if (user) onSignedIn(user.email);
          return user;
        }),
      }),
      ...(oidc ? [oidcProvider(oidc)] : []),
      CredentialsProvider({
        id: 'passkey',
        name: 'Passkey',
        credentials: { response: {} },
        authorize: telling(async (credentials) => {
          const user = await signInWithPasskey(request, credentials?.response ?? '');
          if (user) onSignedIn(user.email);
          return user;
        }),
      }),
    ],
    callbacks: {
      signIn: telling(async ({ user, account, profile }) => {
        if (account?.provider !== 'oidc') return true;
        const signedIn = await signInByIdentity(request, profile);
        if (typeof signedIn === 'string') throw new SignInRefusal(signedIn);
        // next-auth hands this object on to `jwt`.
        Object.assign(user, signedIn);
        onSignedIn(signedIn.email);
        return true;
      }),
      jwt: ({ token, user }) => (user ? { sid: user.sid } : { sid: token.sid }),
      session: telling(async ({ session, token }) => {
        const isBackground = isBackgroundCall(request.headers);
        const found = token.sid ? await findSession(token.sid, { isBackground }) : null;
        if (found?.staff.status !== 'active') return { expires: session.expires };
        const { email, name } = found.staff;
        return { expires: session.expires, user: { email, name }, staff: found.staff };
      }),
      redirect: ({ url }) => ownUrl(url),
    },
    events: {
      signOut: telling(async ({ token }) => {
        if (!token?.sid) return;
        const found = await findSession(token.sid, { isBackground: true });
        await endSession(token.sid);
        if (!found) return;
        const actor = actorOf(request, found.staff);
        await recordOutcome(actor, { action: 'session.ended', outcome: 'success' });
      }),
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

async function signIn(request: NextRequest, credentials: Partial<Record<string, string>>) {
  const email = normalizeEmail(credentials.email ?? '');
  const password = credentials.password ?? '';
  if (!email || password === '' || password.length > 1_000) return null;
  const code = credentials.code ?? '';
  if (code.length > 100) return null;
  const staff = await verifySignIn(request.headers, { email, password, code });
  if (staff === 'password_off') throw new SignInRefusal('password_sign_in_off');
  if (staff === 'held') throw new SignInRefusal('too_many_attempts');
  if (staff === 'code_required') throw new SignInRefusal('second_factor_required');
  if (staff === 'code_wrong') throw new SignInRefusal('second_factor_wrong');
  if (staff === null) return null;
  const sid = await openSession(request, actorOf(request, staff), staff);
  return sid === null ? null : { id: staff.id, email: staff.email, sid };
}

/** @param text the browser's answer as JSON */
async function signInWithPasskey(request: NextRequest, text: string) {
  const answer = passkeyAnswerSchema.safeParse(readJson(text));
  const found = answer.success ? await verifyPasskey(null, answer.data) : null;
  if (!found) {
    const nobody = { id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer' } as const;
    await recordRefusal(actorOf(request, nobody), 'session.passkey_refused');
    throw new SignInRefusal('passkey_refused');
  }
  const { staff, passkeyId } = found;
  // Where only single sign-on is allowed, a passkey is no way around it either.
  if (!(await isPasswordAllowed(staff.email))) throw new SignInRefusal('password_sign_in_off');
  const sid = await openSession(request, actorOf(request, staff), { passkeyId });
  return sid === null ? null : { id: staff.id, email: staff.email, sid };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function actorOf(request: Request, staff: { id: string; email: string; role: Role }): Actor {
  return {
    id: staff.id,
    email: staff.email,
    role: staff.role,
    permissions: [],
    sessionId: null,
    ...noScope,
    ip: clientAddress(request.headers),
    requestId: requestIdOf(request.headers),
  };
}

/** Where next-auth may send a browser: only to our own pages, and never an error for odd input. */
function ownUrl(url: string): string {
  const { appUrl } = env();
  try {
    const target = new URL(url, appUrl);
    if (target.origin !== new URL(appUrl).origin) return appUrl;
    return target.href;
  } catch {
    return appUrl;
  }
}
