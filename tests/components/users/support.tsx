import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser, UsersPage } from '@/lib/contract/users';
import { easyPolicy } from '@/tests/support/staff-policy';

export const everything = [
  'users.read',
  'users.write',
  'users.auto_login',
  'batches.write',
  'passwords.write',
  'activity.read',
];

/** As the server would, made of what it names. */
function aKey(accountId: string, username: string): string {
  return `usr_${`${accountId}${username}`.replaceAll(/\W|_/g, '').padEnd(22, 'x').slice(0, 22)}`;
}

export function aUser(username: string, more: Partial<CustomerUser> = {}): CustomerUser {
  const { accountId = 'rpc_sandbox' } = more;
  return {
    key: aKey(accountId, username),
    accountId,
    username,
    seats: 5,
    seatsUsed: 2,
    isActive: true,
    createdOn: '2026-05-03',
    hasStoredPassword: false,
    ...more,
  };
}

export function aPage(items: CustomerUser[], more: Partial<UsersPage> = {}): UsersPage {
  const summary = {
    users: 240,
    active: 230,
    inactive: 10,
    seats: 1_900,
    seatsUsed: 1_204,
    overAllotted: 16,
  };
  return {
    items,
    total: items.length,
    page: 1,
    pageSize: 50,
    summary,
    filtered: more.summary ?? summary,
    fetchedAt: '2026-11-22T10:00:00.000Z',
    isStale: false,
    ...more,
  };
}

/** Requires nothing. */
export const openPolicy: AccountPolicy = {
  maxSeatsPerInvitation: null,
  holdAbove: null,
  reasonRequired: false,
  reasonMinLength: 10,
  ticketPattern: null,
  stepUp: 'none',
  approval: 'none',
  approvalHours: 0,
  approvalMinutes: 15,
  reasons: [],
  blockedCustomers: [],
  perHourLimit: null,
};

/** Answers what a panel asks for about these users; undefined: it's another call. */
export function panelAnswer(path: string, users: readonly CustomerUser[]): unknown {
  if (path.startsWith('/api/activity')) return { items: [] };
  if (path.startsWith('/api/seats-history')) return { points: [] };
  const key = /^\/api\/users\/(usr_\w+)$/.exec(path)?.[1];
  const user = users.find((one) => one.key === key);
  if (user) return { user, note: null, sameDomain: null };
  return key ? aProblem(404, 'not_found') : undefined;
}

export type ApiCall = { method: string; path: string; body: unknown; headers: Headers };

/**
 * Responses of our `/api`: what `answer` returns, or a problem if it returns a `Response`. Policies
 * are answered separately, and aren't among the calls.
 */
export function stubApi(
  answer: (call: ApiCall) => unknown,
  policy = openPolicy,
  staffPolicy: StaffPolicy = easyPolicy,
): ApiCall[] {
  const calls: ApiCall[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path.endsWith('/policy')) return Response.json(policy);
    if (path === '/api/staff-policy') return Response.json(staffPolicy);
    if (path === '/api/views') return Response.json({ items: [], mayShare: false });
    const call = {
      method: init.method ?? 'GET',
      path,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      headers: new Headers(init.headers),
    };
    calls.push(call);
    const said = await answer(call);
    return said instanceof Response ? said : Response.json(said ?? null);
  });
  return calls;
}

export function aProblem(status: number, code: string, more: Record<string, unknown> = {}) {
  const problem = { type: 'urn:x', title: 'x', status, code, detail: 'What happened.', ...more };
  return Response.json(problem, { status });
}

/** Renders with queries that never retry and a URL of its own. */
export function renderAt(
  searchParams: string,
  children: ReactNode,
  onUrlUpdate?: (search: string, history: string) => void,
) {
  const Url = withNuqsTestingAdapter({
    searchParams,
    hasMemory: true,
    onUrlUpdate: ({ queryString, options }) => onUrlUpdate?.(queryString, options.history),
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <QueryClientProvider client={client}>
      <Url>{children}</Url>
    </QueryClientProvider>,
  );
}
