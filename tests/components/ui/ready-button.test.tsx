import { act } from '@testing-library/react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ForgotPasswordForm } from '@/components/team/forgot-password-form';
import { SignInForm } from '@/components/team/sign-in-form';
import { SingleSignOnButton } from '@/components/team/single-sign-on';

it.each([
  ['Sign in', <SignInForm key="1" callbackUrl="/" />],
  ['Continue with single sign-on', <SingleSignOnButton key="2" callbackUrl="/" />],
  ['Email me a link', <ForgotPasswordForm key="3" />],
])('“%s” can’t be pressed until React runs in the page', async (name, page) => {
  const place = document.createElement('div');
  document.body.append(place);
  place.innerHTML = renderToString(page);
  const button = () =>
    [...place.querySelectorAll('button')].find((one) => one.textContent === name);
  expect(button()?.disabled).toBe(true);
  await act(async () => void hydrateRoot(place, page));
  expect(button()?.disabled).toBe(false);
});
