import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SingleSignOnButton, SingleSignOnError } from '@/components/team/single-sign-on';
import { SingleSignOnPanel } from '@/components/team/single-sign-on-panel';
import { Toaster } from '@/components/ui/toaster';
import type { OwnIdentity } from '@/lib/contract/staff';
import { aProblem, renderAt, stubApi, type ApiCall } from '@/tests/components/users/support';

const PROVIDER = 'https://login.example/authorize?client_id=desk';
let assign: ReturnType<typeof vi.fn>;

beforeEach(() => {
  assign = vi.fn();
  vi.stubGlobal('location', { assign, origin: 'http://desk.example', search: '', pathname: '/' });
});

const toProvider = ({ path }: ApiCall) => {
  if (path === '/api/auth/csrf') return { csrfToken: 'token' };
  return path.startsWith('/api/auth/signin/oidc') ? { url: PROVIDER } : undefined;
};

describe('the button on the sign-in page', () => {
  const show = (answer: (call: ApiCall) => unknown) => {
    const calls = stubApi(answer);
    renderAt(
      '',
      <>
        <SingleSignOnButton callbackUrl="/users" />
        <Toaster />
      </>,
    );
    return calls;
  };
  const press = () => userEvent.click(screen.getByText('Continue with single sign-on'));

  it('leads to the provider', async () => {
    show(toProvider);
    await press();
    await waitFor(() => expect(assign).toHaveBeenCalledWith(PROVIDER));
  });

  it('says why it can’t, and can be pressed again', async () => {
    let isDown = true;
    show((call) => {
      if (call.path !== '/api/auth/csrf' && isDown)
        return Response.json({ detail: 'Single sign-on is off.' }, { status: 503 });
      return toProvider(call);
    });
    await press();
    expect(await screen.findByText('Single sign-on is off.')).toBeTruthy();
    isDown = false;
    await press();
    await waitFor(() => expect(assign).toHaveBeenCalledWith(PROVIDER));
  });

  it('says that the server can’t be reached', async () => {
    show(() => {
      throw new TypeError('Failed to fetch');
    });
    await press();
    expect(await screen.findByText(/^The server can’t be reached\./)).toBeTruthy();
    expect(assign).not.toHaveBeenCalled();
  });
});

describe('what the sign-in page says after the provider', () => {
  it.each([
    ['identity_not_connected', /connect single sign-on in your profile/],
    ['identity_taken', /connected to someone else/],
    ['domain_not_allowed', /Ask an admin for an invitation/],
    ['address_not_verified', /didn’t confirm your email address/],
    ['OAuthSignin', /can’t be reached\. Try again in a moment/],
    ['toString', /^Signing in didn’t work\. Start again\.$/],
  ])('(%s) is an error with what to do next', (code, words) => {
    render(<SingleSignOnError code={code} />);
    expect(screen.getByRole('alert').textContent).toContain('Couldn’t sign you in');
    expect(screen.getByText(words)).toBeTruthy();
  });

  it('isn’t an error while an admin has to let the person in', () => {
    render(<SingleSignOnError code="waiting_for_admin" />);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('status').textContent).toBe(
      'Waiting for an adminAn admin has to let you in first. They see your name on the page Team.',
    );
  });
});

describe('single sign-on in the profile', () => {
  const connected: OwnIdentity = {
    isAvailable: true,
    connected: {
      ...{ issuer: 'https://login.example/realm', connectedAt: '2026-11-01T09:00:00.000Z' },
      lastUsedAt: '2026-11-02T09:00:00.000Z',
    },
  };

  function show(identity: OwnIdentity, answer: (call: ApiCall) => unknown = () => undefined) {
    const calls = stubApi((call) => {
      const said = answer(call) ?? toProvider(call);
      if (said !== undefined) return said;
      return call.method === 'GET' ? identity : new Response(null, { status: 204 });
    });
    renderAt(
      '',
      <>
        <SingleSignOnPanel />
        <Toaster />
        <p>Below</p>
      </>,
    );
    return calls;
  }
  const press = async (name: string) =>
    userEvent.click(await screen.findByRole('button', { name }));

  it('isn’t shown where there is no provider', async () => {
    const calls = show({ isAvailable: false, connected: null });
    await waitFor(() => expect(calls).toHaveLength(1));
    expect(screen.queryByText('Single sign-on')).toBeNull();
  });

  it('is connected at the provider', async () => {
    const calls = show({ isAvailable: true, connected: null });
    await press('Connect');
    await waitFor(() => expect(assign).toHaveBeenCalledWith(PROVIDER));
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toContain('POST /api/identity');
  });

  it('names the provider, and can be disconnected', async () => {
    const calls = show(connected);
    expect((await screen.findByText(/^Connected to/)).textContent).toMatch(
      /^Connected to login\.example, last used 2 Nov 2026, /,
    );
    await press('Disconnect');
    expect(await screen.findByText('Disconnected single sign-on')).toBeTruthy();
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(true);
  });

  it('stays connected where it is the only way in, with the reason', async () => {
    const detail = 'You have no password, so you couldn’t sign in anymore.';
    show(connected, ({ method }) =>
      method === 'DELETE' ? aProblem(422, 'last_way_in', { detail }) : undefined,
    );
    await press('Disconnect');
    expect(await screen.findByText(detail)).toBeTruthy();
    expect(screen.getByText(/^Connected to/)).toBeTruthy();
  });

  it('can be disconnected where the provider is gone', async () => {
    show({ ...connected, isAvailable: false });
    expect(await screen.findByRole('button', { name: 'Disconnect' })).toBeTruthy();
  });

  it('says why connecting can’t begin', async () => {
    show({ isAvailable: true, connected: null }, ({ method, path }) =>
      method === 'POST' && path === '/api/identity' ? aProblem(503, 'unavailable') : undefined,
    );
    await press('Connect');
    expect(await screen.findByText('What happened.')).toBeTruthy();
    expect(assign).not.toHaveBeenCalled();
  });

  it('says why the provider can’t be reached', async () => {
    show({ isAvailable: true, connected: null }, ({ path }) =>
      path.startsWith('/api/auth/signin/oidc')
        ? Response.json({ detail: 'The provider can’t be reached.' }, { status: 503 })
        : undefined,
    );
    await press('Connect');
    expect(await screen.findByText('The provider can’t be reached.')).toBeTruthy();
  });
});
