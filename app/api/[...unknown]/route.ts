import { DeskError } from '@/lib/server/errors';
import { resource, withStaff } from '@/lib/server/http/route';

const unknown = withStaff(
  'profile.write',
  async () => {
    throw new DeskError('not_found', { detail: 'There’s no such route. Check the address.' });
  },
  { forTokens: 'all' },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: unknown,
  POST: unknown,
  PUT: unknown,
  PATCH: unknown,
  DELETE: unknown,
});
