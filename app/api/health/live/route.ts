import { answer } from '@/lib/server/http/answer';
import { json } from '@/lib/server/http/answers';
import { resource } from '@/lib/server/http/resource';

/** 200 as long as the process serves. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: (request) => answer(request, async () => json({ status: 'ok' })),
});
