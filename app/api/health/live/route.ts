import { json } from '@/lib/server/http/answers';
import { answer, resource } from '@/lib/server/http/route';

/** 200 as long as the process serves. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: (request) => answer(request, async () => json({ status: 'ok' })),
});
