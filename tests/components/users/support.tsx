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

export function aUser(username: string, more: Partial<CustomerUser> = {}): CustomerUser {
  return {
    accountId: 'rpc_sandbox',
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
  reasonRequired: false,
  reasonMinLength: 10,
  ticketPattern: null,
  stepUp: 'none',
  approval: 'none',
  approvalHours: 0,
  approvalMinutes: 15,
  blockedCustomers: [],
  perHourLimit: null,
};

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
