import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { toastStore } from '@/components/ui/toast';

type Answer = (body: unknown, search: string) => Response | Promise<Response>;
type Sent = [call: string, body: unknown];

/**
 * The server in the place of `fetch`: answers by method and path, such as `PATCH /api/views/vw_1`.
 * What isn't answered fails the test that calls it.
 */
export function standIn(answers: Record<string, Answer>) {
  const sent: Sent[] = [];
  const read: string[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const { method = 'GET' } = init;
    const { pathname, search } = new URL(path, 'http://desk.example');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    if (method === 'GET') read.push(path);
    else sent.push([`${method} ${path}`, body]);
    const answer = answers[`${method} ${pathname}`];
    if (!answer) throw new Error(`Nothing answers ${method} ${path}.`);
    return answer(body, search);
  });
  return { sent, read };
}

/** An error as `/api` answers it. */
export function refused(status: number, code: string, detail: string, more: object = {}): Response {
  return Response.json(
    { type: `urn:x:${code}`, title: code, status, code, detail, requestId: 'req-7', ...more },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** An answer that comes when the test lets it. */
export function heldAnswer() {
  let release: (response: Response) => void = () => undefined;
  const answer = new Promise<Response>((resolve) => {
    release = resolve;
  });
  const copy = () => answer.then((response) => response.clone());
  return { answer: copy, release: (response: Response) => release(response) };
}

type Shown = { client?: QueryClient; search?: string; onUrl?: (search: string) => void };

/** With what every page has around it; returns the person at the keyboard. */
export function show(page: ReactNode, { client = newClient(), search = '', onUrl }: Shown = {}) {
  const Url = withNuqsTestingAdapter({
    ...{ searchParams: search, hasMemory: true },
    onUrlUpdate: ({ queryString }) => onUrl?.(queryString),
  });
  const shown = render(page, {
    wrapper: ({ children }) => (
      <QueryClientProvider client={client}>
        <Url>{children}</Url>
      </QueryClientProvider>
    ),
  });
  // The check before each click costs more than the click.
  return { ...shown, user: userEvent.setup({ delay: null, pointerEventsCheck: 0 }) };
}

export function newClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false } } });
}

/** The messages at the edge of the page, oldest first. */
export function toasts(): string[] {
  return toastStore
    .current()
    .map(({ title, description }) => (description ? `${title}: ${description}` : title));
}

/** Only the clock: timers go on. */
export function atMoment(now: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
}
