import type { Tone } from '@/components/ui/badge';
import { Status } from '@/components/ui/status';
import type { ConnectionCheck } from '@/lib/contract/accounts';

const names: Record<ConnectionCheck['name'], string> = {
  dns: 'Name',
  connect: 'Connection',
  tls: 'Certificate',
  credentials: 'Key',
  whitelist: 'Allowlist',
  clock: 'Clock',
  shape: 'Answer',
};

/** What a connection test found, line by line, with what to do where something is wrong. */
export function ConnectionChecks({ checks }: { checks: readonly ConnectionCheck[] }) {
  return (
    <ul className="grid gap-x-4 gap-y-1.5 text-13 sm:grid-cols-[7.5rem_1fr]">
      {checks.map(({ name, ok, detail }) => (
        <li key={name} className="grid gap-x-4 sm:col-span-2 sm:grid-cols-subgrid">
          <Status tone={toneOf(ok)} label={names[name]} />
          <span className={ok === null ? 'text-muted' : undefined}>
            <span className="sr-only">{wordOf(ok)}: </span>
            {detail}
          </span>
        </li>
      ))}
    </ul>
  );
}

function toneOf(ok: boolean | null): Tone {
  if (ok === null) return 'neutral';
  return ok ? 'good' : 'bad';
}

function wordOf(ok: boolean | null): string {
  if (ok === null) return 'Not checked';
  return ok ? 'Good' : 'Failed';
}
