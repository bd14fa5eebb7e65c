import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from '@/lib/server/auth/passwords';

describe('staff passwords', () => {
  it('are kept as argon2id with 19 MiB and two passes', async () => {
    expect(await hashPassword('correct horse battery')).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
  });

  it('match in either Unicode form', async () => {
    const hash = await hashPassword('Zo\u00eb’s long pass phrase');
    expect(await verifyPassword(hash, 'Zoe\u0308’s long pass phrase')).toBe(true);
    expect(await verifyPassword(hash, 'Zoe’s long pass phrase')).toBe(false);
  });

  it('never match for a person who doesn’t exist', async () => {
    expect(await verifyPassword(null, 'a password that nobody has')).toBe(false);
  });
});
