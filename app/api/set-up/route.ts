import { answer } from '@/lib/api/answer';
import { ApiError } from '@/lib/api/api-error';
import { noContent } from '@/lib/api/json';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { explainForeignOrigin } from '@/lib/auth/own-address';
import { clientAddress, isSameOrigin } from '@/lib/auth/request-facts';
import { setUpInputSchema } from '@/lib/schemas/staff';
import { setUp } from '@/lib/staff/set-up';

/** The one route without a session that changes something: the one-time token authorises it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: (request) =>
    answer(request, async (requestId) => {
      if (!isSameOrigin(request.headers)) {
        throw new ApiError('cross_origin', {
          detail:
            explainForeignOrigin(request.headers) ?? 'Open the set-up link itself and retry there.',
        });
      }
      const input = await readJson(request, setUpInputSchema);
      await setUp({ ip: clientAddress(request.headers), requestId }, input);
      return noContent();
    }),
});
