import { DeskError } from '@/lib/server/errors';
import { resource } from '@/lib/server/http/resource';
import { withStaff } from '@/lib/server/http/with-staff';

const unknown = withStaff('users.read', async () => {
  throw new DeskError('not_found', { detail: 'There is no such route. Check the address.' });
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: unknown,
  POST: unknown,
  PUT: unknown,
  PATCH: unknown,
  DELETE: unknown,
});
