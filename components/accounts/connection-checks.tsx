import type { Tone } from '@/components/ui/badge';
import { Status } from '@/components/ui/status';
import type { ConnectionCheck, UpstreamName } from '@/lib/contract/accounts';

export const vendorNames: Record<UpstreamName, string> = {
  remotepc: 'RemotePC',
  remoteit: 'remote.it',
};

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
    <details className="mt-2 text-12">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink touch:py-2">
        All checks
      </summary>
      <ul className="mt-2 grid gap-x-4 gap-y-1 sm:grid-cols-[6.5rem_1fr]">
        {checks.map(({ name, ok, detail }) => (
          <li key={name} className="grid items-start gap-x-4 sm:col-span-2 sm:grid-cols-subgrid">
            <Status tone={toneOf(ok)} label={names[name]} className="h-4.5" />
            <span className={ok === null ? 'text-muted' : undefined}>
              <span className="sr-only">{wordOf(ok)}: </span>
              {detail}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The check that explains why a test failed: later ones fail because of it. */
export function failedCheck(checks: readonly ConnectionCheck[]): ConnectionCheck | undefined {
  return checks.find(({ ok }) => ok === false);
}

/** The cause of a failed test in a few words. */
export function causeOf(check: ConnectionCheck | undefined, upstream: UpstreamName): string {
  const vendor = vendorNames[upstream];
  switch (check?.name) {
    case 'dns':
      return 'The address can’t be found';
    case 'connect':
      return `No connection to ${vendor}`;
    case 'tls':
      return 'The connection isn’t secure';
    case 'credentials':
      return `${vendor} rejected the key`;
    case 'whitelist':
      return `This server isn’t on ${vendor}’s allowlist`;
    case 'clock':
      return 'This server’s clock is wrong';
    default:
      return `${vendor} didn’t answer as expected`;
  }
}

function toneOf(ok: boolean | null): Tone {
  if (ok === null) return 'neutral';
  return ok ? 'good' : 'bad';
}

function wordOf(ok: boolean | null): string {
  if (ok === null) return 'Not checked';
  return ok ? 'Good' : 'Failed';
}
