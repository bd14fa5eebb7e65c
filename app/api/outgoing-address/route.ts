import { lookUpOutgoingAddress } from '@/lib/server/accounts/outgoing-address';
import { json } from '@/lib/server/http/answers';
import { resource, withStaff } from '@/lib/server/http/route';

/** This server's public address, for a vendor's allowlist. It asks a service on the internet. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff('accounts.test', async () => json({ address: await lookUpOutgoingAddress() })),
});
