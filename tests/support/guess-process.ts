// A second server's part in tests of limits: guesses one person's password many times at once.
import { closeDatabase } from '@/lib/server/db/client';
import { verifySignIn } from '@/lib/server/auth/verify-sign-in';

const [email = '', password = '', times = '0'] = process.argv.slice(2);
const headers = new Headers({ 'x-forwarded-for': '203.0.113.9' });

process.once('message', () => {
  const guesses = Array.from({ length: Number(times) }, () =>
    verifySignIn(headers, { email, password }).catch((error: Error) => error.name),
  );
  void Promise.all(guesses).then(async (outcomes) => {
    process.send?.(outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : 'compared')));
    await closeDatabase();
    process.disconnect();
  });
});
process.send?.('ready');
