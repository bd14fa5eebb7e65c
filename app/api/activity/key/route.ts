import { publicKeys } from '@/lib/server/audit/proof-state';
import { resource, withStaff } from '@/lib/server/http/route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff(
    'activity.read',
    async () =>
      new Response(publicKeys(), {
        headers: {
          'content-type': 'application/x-pem-file',
          'content-disposition': 'attachment; filename="audit-public-key.pem"',
          'cache-control': 'no-store',
        },
      }),
  ),
});
