import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';

type NextStepsProps = {
  /** Which vendors are still simulated by the sandbox. */
  isSandbox: { remotepc: boolean; remoteit: boolean };
};

/** The next steps after the first administrator is created. */
export function NextSteps({ isSandbox }: NextStepsProps) {
  const isAnySandbox = isSandbox.remotepc || isSandbox.remoteit;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Panel title={isAnySandbox ? 'Explore the sandbox' : 'You’re connected'}>
        <p className="mb-4 max-w-prose text-muted">
          {isAnySandbox
            ? 'It has 240 sample users and 30 sample devices. Add, invite, sign in, and connect: nothing reaches real customers. The sandbox resets when the server restarts.'
            : 'RemotePC and remote.it are connected. Your changes now affect real accounts.'}
        </p>
        <div className="flex flex-wrap gap-2">
          <LinkButton variant="primary" href="/users">
            {isAnySandbox ? 'Explore users' : 'View users'}
          </LinkButton>
          <LinkButton href="/devices">View devices</LinkButton>
        </div>
      </Panel>
      <Panel
        title="Connect RemotePC and remote.it"
        description="Accounts are configured on the server."
      >
        <ConnectSteps isSandbox={isSandbox} />
      </Panel>
    </div>
  );
}

const remotepcVariables = ['REMOTEPC_API_KEY'];
const accessKeyVariables = ['REMOTEIT_ACCESS_KEY_ID', 'REMOTEIT_SECRET_ACCESS_KEY'];
const signInVariables = ['REMOTEIT_DEVELOPER_KEY', 'REMOTEIT_USERNAME', 'REMOTEIT_PASSWORD'];

type ConnectStepsProps = { isSandbox: { remotepc: boolean; remoteit: boolean } };

/** How to connect real accounts on the server. */
function ConnectSteps({ isSandbox }: ConnectStepsProps) {
  return (
    <ol className="flex flex-col gap-5 pt-2">
      <Step number={1} title="Add this server to RemotePC’s allowlist">
        <p>
          RemotePC accepts requests only from IP addresses that your reseller account allows. To
          find this server’s public IP address, run this on it:
        </p>
        <Code lines={['curl https://api.ipify.org']} what="command" />
      </Step>
      <Step number={2} title="Set these environment variables on the server">
        <Vendor name="RemotePC" isSandbox={isSandbox.remotepc}>
          Find the key in RemotePC under My Account &gt; API Keys.
        </Vendor>
        <Code lines={remotepcVariables.map(assignment)} what="RemotePC variables" />
        <Vendor name="remote.it" isSandbox={isSandbox.remoteit}>
          Create an access key in your remote.it account settings.
        </Vendor>
        <Code lines={accessKeyVariables.map(assignment)} what="remote.it variables" />
        <p>
          Without an access key, use the developer key and the account’s sign-in. This doesn’t work
          with two-factor authentication.
        </p>
        <Code lines={signInVariables.map(assignment)} what="remote.it sign-in variables" />
      </Step>
      <Step number={3} title="Restart the server">
        <p>Each account you connect replaces its sandbox. Your team and the audit log are kept.</p>
      </Step>
    </ol>
  );
}

const assignment = (name: string) => `${name}=`;

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-3">
      <span
        aria-hidden
        className="grid size-6 place-items-center rounded-full border border-line-strong text-12 font-medium text-muted"
      >
        {number}
      </span>
      <div className="flex min-w-0 flex-col gap-2 pt-0.5">
        <h3 className="text-13 font-medium">{title}</h3>
        <div className="flex max-w-prose flex-col gap-2 text-muted">{children}</div>
      </div>
    </li>
  );
}

type VendorProps = { name: string; isSandbox: boolean; children: ReactNode };

function Vendor({ name, isSandbox, children }: VendorProps) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className="font-medium text-ink">{name}</span>
      <Status
        tone={isSandbox ? 'neutral' : 'good'}
        label={isSandbox ? 'Sandbox' : 'Connected'}
        className="text-12"
      />
      <span>{children}</span>
    </p>
  );
}

function Code({ lines, what }: { lines: readonly string[]; what: string }) {
  return (
    <div className="flex items-start gap-1 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 py-1.5 font-mono text-12 break-all whitespace-pre-wrap text-ink">
        {lines.join('\n')}
      </pre>
      <CopyButton text={lines.join('\n')} what={what} />
    </div>
  );
}
