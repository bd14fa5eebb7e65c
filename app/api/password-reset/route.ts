import { askForResetInputSchema } from '@/lib/contract/staff';
import { clientAddress, explainForeignOrigin, isSameOrigin } from '@/lib/server/auth/request-facts';
import { DeskError } from '@/lib/server/errors';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { answer, resource } from '@/lib/server/http/route';
import { askForReset } from '@/lib/server/staff/ask-for-reset';

/** For someone who forgot their password. The answer doesn't say whether the address is known. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: (request) =>
    answer(request, async (requestId) => {
      if (!isSameOrigin(request.headers)) {
        const detail =
          explainForeignOrigin(request.headers) ??
          'Use “Forgot your password?” on the sign-in page.';
        throw new DeskError('cross_origin', { detail });
      }
      const { email } = await readJson(request, askForResetInputSchema);
      await askForReset({ ip: clientAddress(request.headers), requestId }, email);
      return json({}, { status: 202 });
    }),
});
