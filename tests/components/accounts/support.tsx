import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { Toaster } from '@/components/ui/toaster';
import type { AccountItem, ConnectionCheck } from '@/lib/contract/accounts';

export const anAccount = (more: Partial<AccountItem> = {}): AccountItem => ({
  id: 'rpc_north',
  upstream: 'remotepc',
  name: 'North',
  isSandbox: false,
  isDefault: false,
  isDisabled: false,
  source: 'vault',
  url: 'https://api.remotepc.example/private',
  hasSecret: true,
  previousUntil: null,
  ...more,
});

const names: ConnectionCheck['name'][] = ['dns', 'connect', 'tls', 'credentials', 'whitelist'];

/** The checks of a test in which one failed, or none. */
export function checksOf(failed?: ConnectionCheck['name'], detail = ''): ConnectionCheck[] {
  const at = failed ? names.indexOf(failed) : names.length;
  return names.map((name, index) => {
    if (index === at) return { name, ok: false, detail };
    return { name, ok: index < at ? true : null, detail: `About ${name}.` };
  });
}

export type Call = { call: string; body: unknown };

/** A response for each call, in order; the last one again and again. */
export function answering(...answers: (() => Response)[]): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    calls.push({
      call: `${method} ${path}`,
      body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined,
    });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer?.() ?? new Response(null, { status: 204 });
  });
  return calls;
}

export const refused = (code: string, more: object = {}, status = 422) => {
  const problem = { type: 'x', title: 'x', status, code, detail: 'It was refused.', ...more };
  return () => Response.json(problem, { status });
};

export function show(page: ReactNode) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      {page}
      <Toaster />
    </QueryClientProvider>,
  );
}
