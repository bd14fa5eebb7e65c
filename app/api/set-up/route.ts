import { setUpInputSchema } from '@/lib/contract/staff';
import { explainForeignOrigin, clientAddress, isSameOrigin } from '@/lib/server/auth/request-facts';
import { DeskError } from '@/lib/server/errors';
import { noContent } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { answer, resource } from '@/lib/server/http/route';
import { setUp } from '@/lib/server/staff/set-up';

/** The only route that changes something without a session: the one-time token authorizes it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: (request) =>
    answer(request, async (requestId) => {
      if (!isSameOrigin(request.headers)) {
        throw new DeskError('cross_origin', {
          detail:
            explainForeignOrigin(request.headers) ??
            'Open the setup link and try again from there.',
        });
      }
      const input = await readJson(request, setUpInputSchema);
      await setUp({ ip: clientAddress(request.headers), requestId }, input);
      return noContent();
    }),
});
