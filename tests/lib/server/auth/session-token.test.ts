import { CompactEncrypt } from 'jose';
import { decode, encode } from 'next-auth/jwt';
import { beforeEach, expect, it } from 'vitest';
import { decodeSessionToken, encodeSessionToken } from '@/lib/server/auth/session-token';
import { readSession } from '@/lib/server/auth/sessions';

const secret = Buffer.alloc(32, 'a').toString('base64');
beforeEach(() => {
  process.env.AUTH_SECRET = secret;
});

it('reads the cookies that next-auth wrote, and next-auth reads ours', async () => {
  const theirs = await encode({ token: { sid: 'ses_1' }, secret });
  expect(await decodeSessionToken(theirs)).toMatchObject({ sid: 'ses_1' });
  const ours = await encodeSessionToken({ sid: 'ses_2' }, 60);
  expect(await decode({ token: ours, secret })).toMatchObject({ sid: 'ses_2' });
});

it('accepts only its own encryption, even with the right key (ASVS 9.1.2)', async () => {
  const wide = Buffer.alloc(64, 1);
  const text = new TextEncoder().encode('{"sid":"ses_1"}');
  const other = await new CompactEncrypt(text)
    .setProtectedHeader({ alg: 'dir', enc: 'A256CBC-HS512' })
    .encrypt(wide);
  await expect(decodeSessionToken(other)).rejects.toThrow(/not allowed/);
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
  await expect(decodeSessionToken(none)).rejects.toThrow();
});

it('refuses a cookie after its time', async () => {
  await expect(decodeSessionToken(await encodeSessionToken({ sid: 'ses_1' }, -16))).rejects.toThrow(
    /"exp" claim/,
  );
  const value = await encodeSessionToken({ sid: 'ses_1' }, -16);
  expect(await readSession({ get: () => ({ value }) }, { isBackground: true })).toBeNull();
});

it('uses a new AUTH_SECRET at once: cookies of the old one are invalid', async () => {
  const value = await encodeSessionToken({ sid: 'ses_1' }, 60);
  process.env.AUTH_SECRET = Buffer.alloc(32, 'b').toString('base64');
  const cookies = { get: () => ({ value }) };
  expect(await readSession(cookies, { isBackground: true })).toBeNull();
});
