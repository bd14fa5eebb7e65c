import { newLinkInputSchema } from '@/lib/contract/staff';
import { json } from '@/lib/server/http/answers';
import { readOptionalJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { mailSetUpLink, renewSetUpLink } from '@/lib/server/staff/set-up-links';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('staff.write', async ({ request, params, actor }) => {
    const { sendMail } = await readOptionalJson(request, newLinkInputSchema);
    const make = sendMail ? mailSetUpLink : renewSetUpLink;
    const { url, expiresAt } = await make(actor, params.id ?? '');
    return json({ setUpUrl: url, expiresAt: expiresAt.toISOString() }, { status: 201 });
  }),
});
