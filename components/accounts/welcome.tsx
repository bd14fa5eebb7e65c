'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import type { UpstreamName } from '@/lib/contract/accounts';
import { ConnectForm } from './connect-form';
import { vendorNames } from './connection-checks';
import { OutgoingAddress } from './outgoing-address';

type WelcomeProps = {
  /** The names of the real accounts that are connected. */
  connected: Record<UpstreamName, readonly string[]>;
  canConnect: boolean;
};

/** Written out: the contract would bring its schemas into the page. */
const upstreams: readonly UpstreamName[] = ['remotepc', 'remoteit'];

const lists = {
  remotepc: { href: '/users', view: 'View users', explore: 'Explore users', sample: '240 users' },
  remoteit: {
    href: '/devices',
    view: 'View devices',
    explore: 'Explore devices',
    sample: '30 devices',
  },
};

/** The next steps after the first administrator is created: connect, or explore the sandbox. */
export function Welcome({ connected, canConnect }: WelcomeProps) {
  const simulated = upstreams.filter((upstream) => connected[upstream].length === 0);
  const [open, setOpen] = useState<UpstreamName | null>(simulated[0] ?? null);
  const [justConnected, setJustConnected] = useState<UpstreamName | null>(null);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex flex-col gap-4">
        {upstreams.map((upstream) =>
          connected[upstream].length > 0 ? (
            <Connected
              key={upstream}
              upstream={upstream}
              names={connected[upstream]}
              isNew={upstream === justConnected}
              canConnect={canConnect}
            />
          ) : (
            <ConnectVendor
              key={upstream}
              upstream={upstream}
              canConnect={canConnect}
              isOpen={upstream === open}
              isFocused={upstream !== simulated[0]}
              onOpen={() => setOpen(upstream)}
              onConnected={() => setJustConnected(upstream)}
            />
          ),
        )}
      </div>
      {simulated.length > 0 && (
        <Panel title="Explore the sandbox">
          <p className="mb-4 max-w-prose text-muted">
            It has {simulated.map((upstream) => lists[upstream].sample).join(' and ')} to try things
            on. Nothing you do there reaches real customers. It turns off when you connect an
            account, and you can turn it on again in Settings.
          </p>
          <div className="flex flex-wrap gap-2">
            {simulated.map((upstream) => (
              <LinkButton key={upstream} href={lists[upstream].href}>
                {lists[upstream].explore}
              </LinkButton>
            ))}
          </div>
        </Panel>
      )}
    </div>
  );
}

const inWords = new Intl.ListFormat('en-US');

type ConnectedProps = {
  upstream: UpstreamName;
  names: readonly string[];
  isNew: boolean;
  canConnect: boolean;
};

function Connected({ upstream, names, isNew, canConnect }: ConnectedProps) {
  const { href, view } = lists[upstream];
  return (
    <Panel title={vendorNames[upstream]} actions={<Status tone="good" label="Connected" />}>
      <p className="mb-4 text-muted" role={isNew ? 'status' : undefined}>
        {inWords.format(names)} {names.length === 1 ? 'is' : 'are'} connected. What you do there now
        reaches real customers.
        {canConnect && (
          <>
            {' '}
            Manage accounts in{' '}
            <Link href="/settings/accounts" className="text-accent-text underline">
              Settings
            </Link>
            .
          </>
        )}
      </p>
      <LinkButton variant={isNew ? 'primary' : undefined} href={href}>
        {view}
      </LinkButton>
    </Panel>
  );
}

type ConnectVendorProps = {
  upstream: UpstreamName;
  canConnect: boolean;
  /** One form at a time, so that there is one primary action. */
  isOpen: boolean;
  isFocused: boolean;
  onOpen: () => void;
  onConnected: () => void;
};

function ConnectVendor(props: ConnectVendorProps) {
  const { upstream, canConnect, isOpen, isFocused, onOpen, onConnected } = props;
  const vendor = vendorNames[upstream];
  // Once opened, it stays: what was typed is still there after a look at the other one.
  const [isBegun, setIsBegun] = useState(isOpen);
  if (isOpen && !isBegun) setIsBegun(true);
  return (
    <Panel
      title={vendor}
      description={canConnect ? undefined : 'An administrator can connect it here or in Settings.'}
      actions={<Status tone="neutral" label="Sandbox" />}
    >
      {canConnect && isBegun && (
        <div hidden={!isOpen}>
          <ConnectForm vendor={upstream} isFocused={isFocused} onConnected={onConnected} />
          {upstream === 'remotepc' && (
            <div className="mt-4">
              <OutgoingAddress />
            </div>
          )}
        </div>
      )}
      {canConnect && !isOpen && <Button onClick={onOpen}>Connect {vendor}</Button>}
    </Panel>
  );
}
