import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TooBusyError, hashPassword, verifyPassword } from '@/lib/server/auth/passwords';

/** A fake Argon2 that ends when told to, and counts how often it ran at once. */
const argon = vi.hoisted(() => ({
  running: 0,
  most: 0,
  order: [] as string[],
  ends: [] as (() => void)[],
}));
vi.mock('@node-rs/argon2', () => {
  const work = (name: string) =>
    new Promise<void>((resolve) => {
      argon.running += 1;
      argon.most = Math.max(argon.most, argon.running);
      argon.order.push(name);
      argon.ends.push(() => {
        argon.running -= 1;
        resolve();
      });
    });
  return {
    hash: async (password: string) => work(password).then(() => 'hash'),
    verify: async (_hash: string, password: string) => work(password).then(() => true),
  };
});

const tick = () => new Promise(setImmediate);
async function endAll(): Promise<void> {
  while (argon.ends.length > 0) {
    argon.ends.shift()?.();
    await tick();
  }
}

beforeEach(async () => {
  // The hash that stands in for unknown people's is created by the first comparison.
  const first = verifyPassword('hash', 'the first');
  await tick();
  await endAll();
  await first;
  Object.assign(argon, { running: 0, most: 0, order: [], ends: [] });
});
afterEach(endAll);

it('hashes and verifies two at once, and refuses calls beyond a short queue (S7, N18)', async () => {
  const strangers = Array.from({ length: 60 }, (_, index) =>
    verifyPassword('hash', `stranger ${index}`, { isKnown: false }).catch(
      (error: unknown) => error,
    ),
  );
  await tick();
  expect(argon.order).toEqual(['stranger 0', 'stranger 1']);
  const refused = (await Promise.all(strangers.slice(34))) as unknown[];
  expect(refused.every((error) => error instanceof TooBusyError)).toBe(true);
  const known = [hashPassword('set up'), verifyPassword('hash', 'own password')];
  await endAll();
  expect(await Promise.all(known)).toEqual(['hash', true]);
  expect(await Promise.all(strangers.slice(0, 34))).toEqual(Array(34).fill(true));
  expect(argon.most).toBe(2);
  expect(argon.order.slice(2, 4)).toEqual(['set up', 'own password']);
});

it('frees the place of failed work', async () => {
  const broken = Array.from({ length: 3 }, () => hashPassword(null as unknown as string));
  expect((await Promise.allSettled(broken)).map(({ status }) => status)).toEqual(
    Array(3).fill('rejected'),
  );
  const next = hashPassword('next');
  await tick();
  await endAll();
  expect(await next).toBe('hash');
});
