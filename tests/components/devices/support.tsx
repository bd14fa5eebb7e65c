import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { Toaster } from '@/components/ui/toaster';
import type { Connection, Device } from '@/lib/contract/devices';

export function aDevice(more: Partial<Device> = {}): Device {
  return {
    accountId: 'rit_sandbox',
    id: '80:00:00:00:01:00:8f:a0',
    name: 'backup-nas',
    state: 'active',
    lastSeenAt: '2026-11-22T10:40:00.000Z',
    owner: 'reseller@sandbox.example',
    isShared: false,
    services: [
      { id: '80:00:00:00:01:00:8f:a1', name: 'nas-ssh', type: 'ssh', port: 22, state: 'active' },
      { id: '80:00:00:00:01:00:8f:a2', name: 'nas-web', type: 'https', port: 443, state: 'active' },
    ],
    ...more,
  };
}

export function aConnection(more: Partial<Connection> = {}): Connection {
  return {
    id: 'con_one',
    accountId: 'rit_sandbox',
    serviceId: '80:00:00:00:01:00:8f:a1',
    host: 'proxy40.rt3.io',
    port: 34168,
    url: null,
    command: 'ssh -p 34168 user@proxy40.rt3.io',
    openedAt: '2099-01-01T00:00:00.000Z',
    expiresAt: '2099-01-01T08:00:00.000Z',
    idleTimeoutSeconds: 900,
    serviceName: 'nas-ssh',
    serviceType: 'ssh',
    allowFrom: 'me',
    openedBy: 'tess@desk.example',
    openedByName: 'Tess Tech',
    isOwn: true,
    loginName: null,
    ...more,
  };
}

export function aDevicesPage(items: Device[]) {
  const fetchedAt = '2026-11-22T10:41:00.000Z';
  return {
    items,
    total: items.length,
    states: { active: items.length, inactive: 0 },
    page: 1,
    pageSize: 50,
    fetchedAt,
    isStale: false,
    isIncomplete: false,
    missing: [],
  };
}

export function aProblem(status: number, code: string, detail: string): Response {
  const body = { type: 'about:blank', title: code, status, code, detail, requestId: 'req-1' };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

const TAGS = 'GET /api/devices/annotations';

type Answer = (body: unknown) => Response | Promise<Response>;

/** Answers by method and path, such as `POST /api/connections`; records the requests. */
export function stubApi(answers: Record<string, Answer>) {
  const calls: { call: string; query: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (path === '/api/views') return Response.json({ items: [], mayShare: false });
    if (`${init.method ?? 'GET'} ${path.split('?')[0]}` === TAGS && !answers[TAGS]) {
      return Response.json({ items: [] });
    }
    const url = new URL(path, 'http://localhost');
    const call = `${init.method ?? 'GET'} ${url.pathname}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    calls.push({ call, query: url.search, body });
    const answer = answers[call];
    if (!answer) throw new Error(`Nothing answers ${call}.`);
    return answer(body);
  });
  return { to: (wanted: string) => calls.filter(({ call }) => call === wanted) };
}

export function renderPage(page: ReactNode, searchParams = '') {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const Url = withNuqsTestingAdapter({ searchParams, hasMemory: true });
  return render(
    <QueryClientProvider client={client}>
      <Url>{page}</Url>
      <Toaster />
    </QueryClientProvider>,
  );
}
