import { explainError } from '@/lib/server/explain-error';
import type { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { remoteitCalls, run } from './remoteit-calls';
import { upstreamCalls } from './upstream-calls';

/**
 * Tries every call on each origin given as a parameter and prints the results as JSON. A separate
 * program, because Node reads trusted authorities from its environment once, at the start.
 */
export type TlsEnd = {
  origin: string;
  call: string;
  end: string;
  reason?: string | undefined;
  detail?: string;
};

const calls = [
  ...upstreamCalls.map(({ name, run: call }) => ({
    name: name === 'login' ? 'v27 login' : `RemotePC ${name}`,
    call: (origin: string) => call(origin),
  })),
  ...remoteitCalls
    .filter(({ kind }) => kind !== 'login')
    .map((call) => ({ name: call.name, call: (origin: string) => run(call, origin) })),
];

const ends: TlsEnd[] = [];
for (const origin of process.argv.slice(2)) {
  for (const { name, call } of calls) {
    const end = await call(origin).then(
      () => ({ end: 'ok' }),
      (error: UpstreamError) => ({
        end: `${error.type} ${error.outcome}`,
        reason: error.reason,
        detail: explainError(error).detail,
      }),
    );
    ends.push({ origin, call: name, ...end });
  }
}
console.log(JSON.stringify(ends));
process.exit(0);
