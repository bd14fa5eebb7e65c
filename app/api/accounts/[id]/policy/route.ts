import { setAccountPolicySchema } from '@/lib/contract/policy';
import { findAnyAccount } from '@/lib/server/accounts/accounts';
import { savePolicy } from '@/lib/server/accounts/save-policy';
import { askFirst } from '@/lib/server/changes/ask-change';
import { json } from '@/lib/server/http/answers';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';
import { findPolicy } from '@/lib/server/policies/find-policies';

/** Anyone who can view users can view their policy; administrators change it. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('users.read', async ({ params, actor }) => {
    const { id } = await findAnyAccount(actor, params.id ?? '', 'remotepc');
    const policy = await findPolicy(id);
    // Whose sign-ins are blocked names users of other customers.
    return json(actor.customerIds === null ? policy : { ...policy, blockedCustomers: [] });
  }),

  PUT: withStaff('accounts.write', async ({ request, params, actor }) => {
    const { id } = await findAnyAccount(actor, params.id ?? '', 'remotepc');
    const policy = await readJson(request, setAccountPolicySchema);
    const waits = await askFirst(actor, { kind: 'account_policy', id, policy });
    return waits ? json(waits, { status: 202 }) : json(await savePolicy(actor, id, policy));
  }),
});
