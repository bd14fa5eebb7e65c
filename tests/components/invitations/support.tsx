import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import type {
  Batch,
  BatchCounts,
  BatchPreview,
  InvitationDraft,
  PreviewRow,
} from '@/lib/contract/invitations';

export function counts(some: Partial<BatchCounts> = {}): BatchCounts {
  return {
    pending: 0,
    sending: 0,
    invited: 0,
    already_invited: 0,
    exists: 0,
    rejected: 0,
    unconfirmed: 0,
    cancelled: 0,
    ...some,
  };
}

export function aBatch(more: Partial<Batch> = {}): Batch {
  return {
    id: 'bat_one',
    accountId: 'rpc_sandbox',
    name: 'Northwind',
    status: 'finished',
    createdAt: '2026-11-22T10:00:00.000Z',
    createdBy: 'lead@desk.example',
    createdByName: 'Lea Lead',
    holdUntil: null,
    finishedAt: '2026-11-22T10:01:00.000Z',
    pausedReason: null,
    waitingUntil: null,
    waitingReason: null,
    parentId: null,
    childIds: [],
    counts: counts({ invited: 10 }),
    total: 10,
    ...more,
  };
}

type Cells = Partial<Omit<PreviewRow, 'index' | 'email'>>;

export function aPreview(
  rows: readonly [email: string, cells?: Cells][],
  more: Partial<BatchPreview> = {},
): BatchPreview {
  return {
    columns: {
      email: 0,
      seats: 1,
      headers: ['E-mail', 'Seats'],
      headerRow: 0,
      isSure: true,
      candidates: [0],
      samples: [['ann@x.example'], ['2']],
      firstRows: [
        ['E-mail', 'Seats'],
        ['ann@x.example', '2'],
      ],
    },
    rows: rows.map(([email, cells], index) => ({
      index,
      email,
      seats: 0,
      original: { email, seats: String(cells?.seats ?? 0) },
      verdict: 'ready',
      problems: [],
      notes: [],
      ...cells,
    })),
    counts: { ready: 0, fix: 0, already_customer: 0, duplicate: 0 },
    seatsTotal: 0,
    delimiter: ';',
    encoding: 'utf-8',
    sheets: [],
    sheet: null,
    maxSeats: null,
    holdAbove: null,
    customersAsOf: '2026-11-22T10:00:00.000Z',
    ...more,
  };
}

/** A list as the server stores it. */
export function aDraft(
  preview: BatchPreview,
  more: Partial<Omit<InvitationDraft, 'preview'>> = {},
): InvitationDraft {
  return {
    source: { kind: 'text', text: 'a list' },
    reading: {},
    preview,
    changes: { rows: {} },
    updatedAt: '2026-11-22T10:42:00.000Z',
    ...more,
  };
}

export const notAnAddress: Cells = {
  verdict: 'fix',
  problems: [{ path: 'email', code: 'invalid', message: 'This isn’t a valid email address.' }],
};

const templates = [{ id: 'tpl_1', name: 'Shops', seats: 3, isHeld: false }];

export type ApiCall = { method: string; path: string; body: unknown; headers: Headers };

/** Responses of our `/api`: what `answer` returns, unchanged if it is a `Response`. */
export function stubApi(answer: (call: ApiCall) => unknown): ApiCall[] {
  const calls: ApiCall[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/api/views') return Response.json({ items: [], mayShare: false });
    if (path === '/api/invitation-templates') return Response.json({ items: templates });
    const call = {
      method: init.method ?? 'GET',
      path,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : init.body,
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
export function renderPage(children: ReactNode) {
  const Url = withNuqsTestingAdapter({ searchParams: '', hasMemory: true });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = render(
    <QueryClientProvider client={client}>
      <Url>{children}</Url>
    </QueryClientProvider>,
  );
  return { ...page, client };
}
