import { NextResponse } from 'next/server';
import { readJson } from '@/lib/api/read-json';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';
import { SESSION_HOURS, sessionCookie, sessionToken } from '@/lib/auth/session-cookie';
import { stepUpInputSchema } from '@/lib/schemas/staff';
import { stepUp } from '@/lib/staff/step-up';

/** Every role may read the users: whoever is signed in may confirm that they still are it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('users.read', async ({ request, actor }) => {
    const { password } = await readJson(request, stepUpInputSchema);
    const token = await sessionToken(await stepUp(actor, password));
    const { name, options } = sessionCookie();
    const response = new NextResponse(null, {
      status: 204,
      headers: { 'cache-control': 'no-store' },
    });
    response.cookies.set(name, token, { ...options, maxAge: SESSION_HOURS * 3_600 });
    return response;
  }),
});
