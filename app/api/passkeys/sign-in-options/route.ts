import { explainForeignOrigin, clientAddress, isSameOrigin } from '@/lib/server/auth/request-facts';
import { DeskError } from '@/lib/server/errors';
import { json } from '@/lib/server/http/answers';
import { answer, resource } from '@/lib/server/http/route';
import { startPasskeySignIn } from '@/lib/server/staff/own-passkeys';

/** A challenge for whoever signs in: it names no one, so it needs no session. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: (request) =>
    answer(request, async (requestId) => {
      if (!isSameOrigin(request.headers)) {
        throw new DeskError('cross_origin', {
          detail:
            explainForeignOrigin(request.headers) ?? 'Sign in on Reseller Desk’s sign-in page.',
        });
      }
      return json(await startPasskeySignIn({ ip: clientAddress(request.headers), requestId }));
    }),
});
