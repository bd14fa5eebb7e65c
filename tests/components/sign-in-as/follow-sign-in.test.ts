import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followSignIn } from '@/components/sign-in-as/follow-sign-in';
import { toast, toastStore } from '@/components/ui/toast';
import { stubApi } from '@/tests/components/users/support';

const username = 'ann@kestrel.example';

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  toastStore.current().forEach(({ id }) => toast.dismiss(id));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const attempt = 'the-press-of-this-test';
/** A colleague got a link for the same user a moment ago. */
const colleagues = [
  {
    action: 'auto_login.opened',
    requestId: 'req-colleague',
    details: { attempt: 'another-press' },
    at: new Date().toISOString(),
  },
];

const said = () => toastStore.current().map(({ title }) => title);

/** Follows a sign-in that has these newest events, one check after another. */
async function follow(...actions: (string | null)[]) {
  let look = 0;
  const calls = stubApi(() => {
    const action = actions[Math.min(look++, actions.length - 1)];
    const at = new Date().toISOString();
    const requested = {
      action: 'auto_login.requested',
      requestId: 'req-own',
      details: { attempt },
    };
    // All events of one request belong together; only the first needs to name the click.
    const own = action ? [{ action, requestId: 'req-own', details: {}, at }, requested] : [];
    return { items: [...colleagues, ...own], nextCursor: null };
  });
  const done = followSignIn(new QueryClient(), username, attempt);
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  return calls.length;
}

it('waits for RemotePC, then shows when the link was issued and claims nothing about the session', async () => {
  expect(await follow(null, 'auto_login.requested', 'auto_login.opened')).toBe(3);
  expect(said()).toEqual([expect.stringMatching(/^Sign-in link issued at \d\d:\d\d:\d\d$/)]);
});

it('shows that no link was issued, and where to find the reason', async () => {
  expect(await follow('auto_login.denied')).toBe(1);
  expect(said()).toEqual(['No sign-in link was issued. The new tab shows why']);
});

it('gives up silently if there are only other people’s sign-ins', async () => {
  expect(await follow(null)).toBe(6);
  expect(said()).toEqual([]);
});
