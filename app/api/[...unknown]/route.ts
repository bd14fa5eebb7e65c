import { ApiError } from '@/lib/api/api-error';
import { resource } from '@/lib/api/resource';
import { withStaff } from '@/lib/api/with-staff';

const unknown = withStaff('users.read', async () => {
  throw new ApiError('not_found', { detail: 'There is no such route. Check the address.' });
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: unknown,
  POST: unknown,
  PUT: unknown,
  PATCH: unknown,
  DELETE: unknown,
});
