'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import type { UpstreamName } from '@/lib/contract/accounts';
import { ConnectForm, vendorNames } from './connect-form';

type WelcomeProps = {
  /** The names of the real accounts that are connected. */
  connected: Record<UpstreamName, readonly string[]>;
  canConnect: boolean;
};

const lists = {
  remotepc: { href: '/users', view: 'View users' },
  remoteit: { href: '/devices', view: 'View devices' },
};

/** The next steps after the first administrator is created: connect, or explore the sandbox. */
export function Welcome({ connected, canConnect }: WelcomeProps) {
  const isAnySandbox = Object.values(connected).some((names) => names.length === 0);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex flex-col gap-4">
        <ConnectVendor
          upstream="remotepc"
          names={connected.remotepc}
          canConnect={canConnect}
          isOpen
        />
        <ConnectVendor upstream="remoteit" names={connected.remoteit} canConnect={canConnect} />
      </div>
      {isAnySandbox && (
        <Panel title="Explore the sandbox">
          <p className="mb-4 max-w-prose text-muted">
            It has 240 sample users and 30 sample devices. Add, invite, sign in, and connect:
            nothing reaches real customers. Each account you connect replaces its sandbox, which
            resets when the server restarts. Your team and the audit log are kept.
          </p>
          <div className="flex flex-wrap gap-2">
            <LinkButton href="/users">Explore users</LinkButton>
            <LinkButton href="/devices">Explore devices</LinkButton>
          </div>
        </Panel>
      )}
    </div>
  );
}

type ConnectVendorProps = {
  upstream: UpstreamName;
  names: readonly string[];
  canConnect: boolean;
  /** The form is shown at once. */
  isOpen?: boolean;
};

function ConnectVendor({ upstream, names, canConnect, isOpen = false }: ConnectVendorProps) {
  const [isAsking, setIsAsking] = useState(isOpen);
  const [connectedNow, setConnectedNow] = useState<string | null>(null);
  const vendor = vendorNames[upstream];
  const known = connectedNow && !names.includes(connectedNow) ? [...names, connectedNow] : names;
  if (known.length > 0) {
    const { href, view } = lists[upstream];
    return (
      <Panel title={vendor} actions={<Status tone="good" label="Connected" />}>
        <p className="mb-4 text-muted" role={connectedNow ? 'status' : undefined}>
          {known.join(', ')} {known.length === 1 ? 'is' : 'are'} connected. Your changes now affect
          real accounts. Manage accounts in Settings.
        </p>
        <LinkButton variant={connectedNow ? 'primary' : undefined} href={href}>
          {view}
        </LinkButton>
      </Panel>
    );
  }
  return (
    <Panel
      title={`Connect ${vendor}`}
      description={canConnect ? undefined : 'An administrator can connect it here or in Settings.'}
      actions={<Status tone="neutral" label="Sandbox" />}
    >
      {canConnect && isAsking && (
        <ConnectForm vendor={upstream} onConnected={({ name }) => setConnectedNow(name)} />
      )}
      {canConnect && !isAsking && (
        <Button onClick={() => setIsAsking(true)}>Connect {vendor}</Button>
      )}
    </Panel>
  );
}
