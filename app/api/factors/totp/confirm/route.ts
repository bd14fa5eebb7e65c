import { confirmTotpInputSchema } from '@/lib/contract/factors';
import { json, withSession } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { confirmTotp } from '@/lib/server/staff/own-factors';

/** Takes it into use; the recovery codes are in this answer and nowhere else. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff(
    'profile.write',
    async ({ request, actor }) => {
      const { code } = await readJson(request, confirmTotpInputSchema);
      const { recoveryCodes, sessionId } = await confirmTotp(actor, code);
      return withSession(json({ recoveryCodes }), sessionId);
    },
    { mayLackFactor: true },
  ),
});
