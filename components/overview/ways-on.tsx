import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';

type WaysOnProps = {
  /** Which vendors still answer from the sandbox. */
  isSandbox: { remotepc: boolean; remoteit: boolean };
};

/** The two ways on after the first administrator was made. */
export function WaysOn({ isSandbox }: WaysOnProps) {
  const isAnySandbox = isSandbox.remotepc || isSandbox.remoteit;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Panel title={isAnySandbox ? 'Look around in the sandbox' : 'Go to work'}>
        <p className="mb-4 max-w-prose text-muted">
          {isAnySandbox
            ? 'It is running already, with 240 invented customer users and 30 devices. Add, invite, sign in, connect: nothing reaches a customer, and the sandbox starts afresh with the server.'
            : 'RemotePC and remote.it are connected. What you do here from now on is done for real.'}
        </p>
        <div className="flex flex-wrap gap-2">
          <LinkButton variant="primary" href="/users">
            {isAnySandbox ? 'Look around' : 'See the users'}
          </LinkButton>
          <LinkButton href="/devices">See the devices</LinkButton>
        </div>
      </Panel>
      <Panel
        title="Connect RemotePC and remote.it"
        description="In this version the accounts come from the server’s settings."
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

/** What has to be done on the server to work with real accounts. */
function ConnectSteps({ isSandbox }: ConnectStepsProps) {
  return (
    <ol className="flex flex-col gap-5 pt-2">
      <Step number={1} title="Put this server on RemotePC’s whitelist">
        <p>
          RemotePC answers only addresses that your reseller account allows. This server doesn’t see
          the public address it calls from; run this on it to find out:
        </p>
        <Code lines={['curl https://api.ipify.org']} what="the command" />
      </Step>
      <Step number={2} title="Set these variables where the server is started">
        <Vendor name="RemotePC" isSandbox={isSandbox.remotepc}>
          The key is at RemotePC under My Account, API Keys.
        </Vendor>
        <Code lines={remotepcVariables.map(assignment)} what="RemotePC’s variables" />
        <Vendor name="remote.it" isSandbox={isSandbox.remoteit}>
          An access key, made in the account’s settings at remote.it.
        </Vendor>
        <Code lines={accessKeyVariables.map(assignment)} what="remote.it’s variables" />
        <p>
          Or, where there is no access key, the developer key with the account’s sign-in. An account
          that asks for a second factor can’t be used in this way.
        </p>
        <Code lines={signInVariables.map(assignment)} what="remote.it’s other variables" />
      </Step>
      <Step number={3} title="Stop the server and start it again">
        <p>
          Settings are read at the start. What is connected then replaces its sandbox; staff and
          activity stay.
        </p>
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
