import { z } from 'zod';
import { factorsSchema, newTotpSchema, recoveryCodesSchema } from '@/lib/contract/answers/factors';
import { ownNotificationsSchema } from '@/lib/contract/answers/notifications';
import {
  ownIdentitySchema,
  profileSchema,
  sessionFactsSchema,
  signInNoticeSchema,
} from '@/lib/contract/answers/staff';
import {
  addPasskeyInputSchema,
  confirmTotpInputSchema,
  renamePasskeyInputSchema,
} from '@/lib/contract/factors';
import { chooseNotificationsInputSchema } from '@/lib/contract/notifications';
import {
  askForResetInputSchema,
  changePasswordInputSchema,
  changeProfileInputSchema,
  setUpInputSchema,
  stepUpInputSchema,
} from '@/lib/contract/staff';
import { idSchema, itemsOf, type Area } from '../operation';

/** `PublicKeyCredentialCreationOptionsJSON` and its like: the browser’s own format. */
const webAuthnSchema = z
  .looseObject({ challenge: z.string() })
  .describe('Options for the browser, as WebAuthn has them in JSON.');

const csrfToken = { csrfToken: z.string().describe('From `GET /api/auth/csrf`.') };
const urlSchema = z.object({ url: z.string() });

export const signIn: Area = {
  name: 'Signing in',
  description: 'How a person gets a session. Other software uses an API token instead.',
  routes: {
    '/api/auth/csrf': {
      GET: {
        summary: 'Get a CSRF token',
        permission: null,
        answers: { 200: z.object({ csrfToken: z.string() }) },
      },
    },
    '/api/auth/session': {
      GET: {
        summary: 'Get the session',
        description: 'An empty object without one.',
        permission: null,
        answers: { 200: z.looseObject({}) },
      },
    },
    '/api/auth/providers': {
      GET: {
        summary: 'List ways to sign in',
        permission: null,
        answers: { 200: z.record(z.string(), z.looseObject({ id: z.string(), name: z.string() })) },
      },
    },
    '/api/auth/callback/credentials': {
      POST: {
        summary: 'Sign in with a password',
        description:
          'With `json=true` the answer is JSON; its `url` names the error, if there is one: `CredentialsSignin`, `second_factor_required`, `second_factor_wrong`. The session is a cookie.',
        permission: null,
        body: {
          form: z.object({
            ...csrfToken,
            email: z.string(),
            password: z.string(),
            code: z.string().optional().describe('Of the second factor, if the person has one.'),
            json: z.literal('true').optional(),
          }),
        },
        answers: { 200: urlSchema, 302: null, 401: urlSchema },
        problems: ['cross_origin', 'too_many_requests'],
      },
    },
    '/api/auth/signout': {
      POST: {
        summary: 'Sign out',
        permission: null,
        body: { form: z.object({ ...csrfToken, json: z.literal('true').optional() }) },
        answers: { 200: urlSchema, 302: null },
        problems: ['cross_origin'],
      },
    },
    '/api/passkeys/sign-in-options': {
      POST: {
        summary: 'Get options for signing in with a passkey',
        permission: null,
        answers: { 200: webAuthnSchema },
        problems: ['cross_origin', 'too_many_requests'],
      },
    },
    '/api/set-up': {
      POST: {
        summary: 'Set up the first administrator or an invited person',
        description: 'Authorized by the token of a one-time link.',
        permission: null,
        body: setUpInputSchema,
        answers: { 204: null },
        problems: ['cross_origin', 'token_spent', 'too_many_requests'],
      },
    },
    '/api/password-reset': {
      POST: {
        summary: 'Ask for a password reset',
        description: 'The answer doesn’t say whether the address is known.',
        permission: null,
        body: askForResetInputSchema,
        answers: { 202: z.object({}) },
        problems: ['cross_origin', 'too_many_requests'],
      },
    },
    '/api/step-up': {
      POST: {
        summary: 'Confirm your password',
        description: 'Or a code of your second factor, or a passkey: for sensitive work.',
        permission: 'profile.write',
        body: stepUpInputSchema,
        answers: { 204: null },
        problems: ['step_up_failed', 'second_factor_wrong', 'passkey_refused', 'too_many_requests'],
      },
    },
    '/api/passkeys/step-up-options': {
      POST: {
        summary: 'Get options for confirming with a passkey',
        permission: 'profile.write',
        answers: { 200: webAuthnSchema },
        problems: ['conflict'],
      },
    },
  },
};

export const ownAccount: Area = {
  name: 'Own account',
  description: 'The signed-in person’s own name, password, second factors, and sessions.',
  routes: {
    '/api/profile': {
      GET: {
        summary: 'Get your profile',
        permission: 'profile.write',
        answers: { 200: profileSchema },
      },
      PATCH: {
        summary: 'Change your name',
        permission: 'profile.write',
        body: changeProfileInputSchema,
        example: { name: 'Ann Hill' },
        answers: { 200: profileSchema },
      },
    },
    '/api/profile/notifications': {
      GET: {
        summary: 'List what you can be told of by email',
        description: 'Only the kinds of events that you may see.',
        permission: 'profile.write',
        answers: { 200: ownNotificationsSchema },
      },
      PUT: {
        summary: 'Choose what you are told of by email',
        description: 'Kinds that are left out are off.',
        permission: 'profile.write',
        body: chooseNotificationsInputSchema,
        example: { events: ['seats_over', 'device_offline'] },
        answers: { 200: ownNotificationsSchema },
      },
    },
    '/api/password': {
      POST: {
        summary: 'Change your password',
        description: 'Every other session of yours ends.',
        permission: 'profile.write',
        body: changePasswordInputSchema,
        answers: { 204: null },
        problems: ['step_up_failed', 'conflict', 'too_many_requests'],
      },
    },
    '/api/sessions': {
      GET: {
        summary: 'List your sessions',
        permission: 'profile.write',
        answers: { 200: itemsOf(sessionFactsSchema) },
      },
      DELETE: {
        summary: 'End your other sessions',
        permission: 'profile.write',
        answers: { 204: null },
      },
    },
    '/api/sessions/[id]': {
      DELETE: {
        summary: 'End one of your sessions',
        permission: 'profile.write',
        answers: { 204: null },
      },
    },
    '/api/sign-in-notices': {
      GET: {
        summary: 'List sign-ins with a new browser',
        permission: 'profile.write',
        answers: { 200: itemsOf(signInNoticeSchema) },
      },
    },
    '/api/sign-in-notices/[id]': {
      DELETE: {
        summary: 'Dismiss a sign-in with a new browser',
        permission: 'profile.write',
        answers: { 204: null },
      },
    },
    '/api/identity': {
      GET: {
        summary: 'Get your single sign-on',
        permission: 'profile.write',
        answers: { 200: ownIdentitySchema },
      },
      POST: {
        summary: 'Begin to connect single sign-on',
        permission: 'profile.write',
        answers: { 204: null },
        problems: ['step_up_required', 'conflict'],
      },
      DELETE: {
        summary: 'Disconnect single sign-on',
        permission: 'profile.write',
        answers: { 204: null },
        problems: ['step_up_required', 'conflict'],
      },
    },
    '/api/factors': {
      GET: {
        summary: 'List your second factors',
        permission: 'profile.write',
        answers: { 200: factorsSchema },
      },
    },
    '/api/factors/totp': {
      POST: {
        summary: 'Add an authenticator app',
        permission: 'profile.write',
        answers: { 201: newTotpSchema },
        problems: ['step_up_required', 'conflict'],
      },
      DELETE: {
        summary: 'Remove your authenticator app',
        permission: 'profile.write',
        answers: { 204: null },
        problems: ['step_up_required', 'conflict'],
      },
    },
    '/api/factors/totp/confirm': {
      POST: {
        summary: 'Confirm an authenticator app',
        permission: 'profile.write',
        body: confirmTotpInputSchema,
        answers: { 200: recoveryCodesSchema },
        problems: ['second_factor_wrong', 'conflict', 'too_many_requests'],
      },
    },
    '/api/factors/recovery-codes': {
      POST: {
        summary: 'Create new recovery codes',
        description: 'The earlier ones stop working.',
        permission: 'profile.write',
        answers: { 200: recoveryCodesSchema },
        problems: ['step_up_required', 'conflict'],
      },
    },
    '/api/passkeys': {
      POST: {
        summary: 'Add a passkey',
        permission: 'profile.write',
        body: addPasskeyInputSchema,
        answers: { 201: idSchema },
        problems: ['passkey_refused', 'step_up_required', 'conflict'],
      },
    },
    '/api/passkeys/[id]': {
      PATCH: {
        summary: 'Rename a passkey',
        permission: 'profile.write',
        body: renamePasskeyInputSchema,
        example: { name: 'Laptop' },
        answers: { 204: null },
      },
      DELETE: {
        summary: 'Remove a passkey',
        permission: 'profile.write',
        answers: { 204: null },
        problems: ['step_up_required', 'conflict'],
      },
    },
    '/api/passkeys/registration-options': {
      POST: {
        summary: 'Get options for adding a passkey',
        permission: 'profile.write',
        answers: { 200: webAuthnSchema },
        problems: ['step_up_required', 'conflict'],
      },
    },
  },
};
