import { expect, it } from 'vitest';
import type { Problem } from '@/lib/contract/problem';
import { autoLoginPage, type AutoLoginRetry } from '@/lib/server/sign-in-as/auto-login-page';

const retry: AutoLoginRetry = {
  username: 'ann+"1"@south.example',
  account: 'rpc_one',
  mayStore: true,
  reason: 'The till is silent',
  isTyped: false,
};

function pageOf(code: string, given: AutoLoginRetry | null = retry): Promise<string> {
  const problem: Problem = {
    type: 'urn:x',
    title: 'What happened',
    status: 403,
    code,
    detail: 'A sentence with the next step.',
    requestId: 'req-1',
  };
  return autoLoginPage(problem, { retry: given, formTargets: [] }).text();
}

it('asks for the password if the vault is locked, and doesn’t offer to store it', async () => {
  const html = await pageOf('vault_locked');
  expect(html).toContain('type="password"');
  expect(html).not.toContain('storePassword');
  expect(html).toContain('name="reason" value="The till is silent"');
  expect(await pageOf('password_required')).toContain('storePassword');
});

it('links to the dialog for what the page itself can’t ask', async () => {
  for (const code of ['step_up_required', 'approval_required']) {
    const html = await pageOf(code);
    expect(html).toContain(
      'href="/users?account=rpc_one&amp;search=ann%2B%221%22%40south.example&amp;do=sign-in"',
    );
    expect(html).not.toContain('<form');
  }
});

it('links back to the users otherwise, or if the user isn’t known', async () => {
  expect(await pageOf('customer_blocked')).toContain('href="/users"');
  expect(await pageOf('approval_required', null)).toContain('href="/users"');
});

it('has the probable cause in its headline, worded as elsewhere', async () => {
  const problem: Problem = {
    type: 'urn:x',
    title: 'The service rejected the input',
    status: 422,
    code: 'upstream_rejected',
    detail: 'A sentence.',
    requestId: 'req-1',
    errors: [{ path: 'password', code: 'rejected', message: 'wrong' }],
  };
  const html = await autoLoginPage(problem, { retry, formTargets: [] }).text();
  expect(html).toContain('<h1>The password is probably wrong</h1>');
  expect(html).toContain('<title>The password is probably wrong – Reseller Desk</title>');
  const other = { ...problem, errors: [] };
  expect(await autoLoginPage(other, { retry, formTargets: [] }).text()).toContain(
    '<h1>RemotePC rejected the sign-in</h1>',
  );
  expect(await pageOf('user_not_found')).toContain('<h1>RemotePC doesn’t list this user</h1>');
});
