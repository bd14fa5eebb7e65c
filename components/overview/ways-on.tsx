import { LinkButton } from '@/components/ui/link-button';
import { Panel } from '@/components/ui/panel';
import { ConnectSteps } from './connect-steps';

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
