import { policyViolationSchema } from '@/lib/contract/policy-violations';
import { noContent } from '@/lib/server/http/answers';
import { logPolicyViolation } from '@/lib/server/http/policy-violations';
import { readReport } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/** Where browsers report what a page's Content-Security-Policy blocked. They go to the log. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withStaff(
    'profile.write',
    async ({ request, actor, requestId }) => {
      const violation = await readReport(request, policyViolationSchema);
      logPolicyViolation(violation, { actor, requestId });
      return noContent();
    },
    { isBackground: true, mayLackFactor: true },
  ),
});
