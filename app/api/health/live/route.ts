import { answer } from '@/lib/api/answer';
import { json } from '@/lib/api/json';
import { resource } from '@/lib/api/resource';

/** 200 as long as the process serves. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: (request) => answer(request, async () => json({ status: 'ok' })),
});
