import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Providers } from '@/components/shell/providers';
import { StepUpGate } from '@/components/shell/step-up-gate';
import { fetchApi, type ApiProblem } from '@/lib/client/fetch-api';
import { forgetStepUp, isStepUpFresh } from '@/lib/client/step-up';

type Call = { path: string; body: unknown; key: string | null };

let calls: Call[];
/** With what the person can confirm. */
let means: string[];
/** Whether the server has accepted the password. */
let isSteppedUp: boolean;

// Loaded on demand in the product; a slow machine's loading time isn't what is tested here.
beforeAll(() => import('@/components/shell/step-up-dialog'));

beforeEach(() => {
  calls = [];
  isSteppedUp = false;
  means = ['password'];
  forgetStepUp();
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/api/factors') return Response.json({ confirmsWith: means });
    const body = init.body === undefined ? undefined : (JSON.parse(String(init.body)) as unknown);
    calls.push({ path, body, key: new Headers(init.headers).get('idempotency-key') });
    if (path === '/api/step-up') return answerStepUp(body);
    if (isSteppedUp) return Response.json({ done: path });
    return aProblem(403, 'step_up_required', 'This needs your own password again.');
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function answerStepUp(body: unknown): Response {
  const { password, code } = body as { password?: string; code?: string };
  isSteppedUp = password === 'my own one' || code === '123456';
  if (isSteppedUp) return new Response(null, { status: 204 });
  const message = 'This isn’t your Reseller Desk password.';
  return aProblem(403, 'step_up_failed', message, [
    { path: 'password', code: 'rejected', message },
  ]);
}

function aProblem(status: number, code: string, detail: string, errors?: object[]): Response {
  return Response.json({ type: 'urn:x', title: 'x', status, code, detail, errors }, { status });
}

function show() {
  render(
    <Providers nonce={undefined}>
      <button type="button">Store</button>
      <StepUpGate />
    </Providers>,
  );
  return userEvent.setup();
}

const field = () => screen.findByLabelText(/^Your password/);
const store = () =>
  fetchApi<{ done: string }>('/api/stored-passwords', {
    method: 'PUT',
    body: { username: 'ann@x.example' },
    idempotencyKey: 'once',
  });

it('asks for the person’s password, then repeats the call', async () => {
  const user = show();
  screen.getByRole('button', { name: 'Store' }).focus();
  const done = store();
  await user.type(await field(), 'a slip{Enter}');
  expect(await screen.findByText('This isn’t your Reseller Desk password.')).toBeTruthy();
  await user.clear(await field());
  await user.type(await field(), 'my own one{Enter}');
  expect(await done).toEqual({ done: '/api/stored-passwords' });
  const call = { path: '/api/stored-passwords', body: { username: 'ann@x.example' }, key: 'once' };
  expect(calls).toEqual([
    call,
    { path: '/api/step-up', body: { password: 'a slip' }, key: null },
    { path: '/api/step-up', body: { password: 'my own one' }, key: null },
    call,
  ]);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(isStepUpFresh()).toBe(true);
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Store'));
});

it('returns the refusal to the caller when the person cancels', async () => {
  const user = show();
  const refused = store().catch((error: unknown) => error as ApiProblem);
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(await refused).toMatchObject({
    code: 'step_up_required',
    detail: 'This needs your own password again.',
  });
  expect(calls).toHaveLength(1);
  expect(isStepUpFresh()).toBe(false);
});

it('sends no empty password, and asks only once for simultaneous calls', async () => {
  const user = show();
  const both = [store(), fetchApi('/api/admission?to=exports')];
  await user.click(await screen.findByRole('button', { name: 'Confirm' }));
  expect(screen.getByText('Enter your password.')).toBeTruthy();
  expect(document.activeElement).toBe(await field());
  expect(calls).toHaveLength(2);
  await user.type(await field(), 'my own one{Enter}');
  expect(await Promise.all(both)).toEqual([
    { done: '/api/stored-passwords' },
    { done: '/api/admission?to=exports' },
  ]);
  expect(calls.filter(({ path }) => path === '/api/step-up')).toHaveLength(1);
});

it('lets the call fail when there is no dialog to ask with', async () => {
  const refused = await store().catch((error: unknown) => error as ApiProblem);
  expect(refused).toMatchObject({ code: 'step_up_required' });
});

it('lets the call fail when the page is left, and asks again on the next page', async () => {
  const user = show();
  const left = store().catch((error: unknown) => error as ApiProblem);
  await field();
  cleanup();
  expect(await left).toMatchObject({ code: 'step_up_required' });
  show();
  const done = store();
  await user.type(await field(), 'my own one{Enter}');
  expect(await done).toEqual({ done: '/api/stored-passwords' });
});

it('doesn’t ask again for a call already in flight when the password was confirmed', async () => {
  const user = show();
  let answerSlow = () => {};
  const slow = new Promise<void>((resolve) => (answerSlow = resolve));
  const answer = globalThis.fetch;
  let isFirst = true;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path !== '/api/slow' || !isFirst) return answer(path, init);
    isFirst = false;
    await slow;
    return aProblem(403, 'step_up_required', 'This needs your own password again.');
  });
  const late = fetchApi('/api/slow');
  const done = store();
  await user.type(await field(), 'my own one{Enter}');
  await done;
  answerSlow();
  expect(await late).toEqual({ done: '/api/slow' });
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('asks for the strongest factor of the person first, and offers the others', async () => {
  means = ['code', 'password'];
  const user = show();
  const done = store();
  const code = await screen.findByLabelText(/^Code from your authenticator app/);
  await user.click(screen.getByRole('button', { name: 'Confirm' }));
  expect(screen.getByText('Enter the code.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Use your password instead' }));
  expect(await field()).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Use a code instead' }));
  expect(code.isConnected).toBe(false);
  await user.type(await screen.findByLabelText(/^Code from your/), '123456{Enter}');
  expect(await done).toEqual({ done: '/api/stored-passwords' });
  expect(calls[1]).toEqual({ path: '/api/step-up', body: { code: '123456' }, key: null });
});
