'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { toast } from '@/components/ui/toast';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { connectFault, isWebService } from './connection-words';
import { mayClose } from './open-connections';
import { OpenedConnection } from './opened-connection';
import { useOpenConnection } from './queries';

type ConnectDialogProps = {
  device: Pick<Device, 'accountId' | 'name'>;
  service: Service;
  /** Left out if there is only one account. */
  accountName?: string;
  /** One that is already open: the dialog shows it at once. */
  connection?: Connection;
  permissions: readonly string[];
  onClose: () => void;
};

const choices = [
  { value: 'me', label: 'Only me' },
  { value: 'anyone', label: 'Anyone with the address' },
] as const;

/** Asks who can connect, opens the connection, and shows how to use it. */
export function ConnectDialog(props: ConnectDialogProps) {
  const { device, service, accountName, permissions, onClose } = props;
  const place = accountName === undefined ? '' : `, account ${accountName}`;
  const [opened, setOpened] = useState(props.connection);
  const [allowFrom, setAllowFrom] = useState<Connection['allowFrom']>('me');
  const isShown = useIsShown();
  const isHeld = useRef(false);
  const open = useOpenConnection({
    onOpened: (connection) => {
      if (isShown.current) setOpened(connection);
      else
        toast.success(`Connected to ${service.name}`, {
          description: 'See Open connections.',
        });
    },
    onFailed: (problem) => {
      isHeld.current = false;
      if (isShown.current) return;
      const { title, sentence } = connectFault(problem);
      toast.error(`${service.name}: ${title.toLowerCase()}`, { description: sentence });
    },
  });

  const connect = () => {
    // Another click may come before the pending state is rendered.
    if (isHeld.current) return;
    isHeld.current = true;
    open.mutate({ accountId: device.accountId, serviceId: service.id, allowFrom });
  };
  const isWeb = isWebService(service.type);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="md"
      title={opened ? `Connected to ${service.name}` : `Connect to ${service.name}`}
      description={`${describe(service)} on ${device.name}${place}`}
      footer={
        !opened && (
          <>
            <Button variant="ghost" onClick={onClose}>
              {open.isPending ? 'Close' : 'Cancel'}
            </Button>
            <Button variant="primary" autoFocus onClick={connect} isPending={open.isPending}>
              {open.error ? 'Try again' : 'Connect'}
            </Button>
          </>
        )
      }
    >
      {opened ? (
        <OpenedConnection
          connection={opened}
          canClose={mayClose(opened, permissions)}
          onClosed={onClose}
        />
      ) : (
        <div className="flex flex-col gap-3">
          {open.error && <Fault {...connectFault(open.error)} />}
          {!isWeb && (
            <SegmentedControl
              label="Who can connect"
              value={allowFrom}
              options={choices}
              onChange={setAllowFrom}
              className="self-start"
            />
          )}
          <WhoCanConnect isWeb={isWeb} allowFrom={allowFrom} />
        </div>
      )}
    </Dialog>
  );
}

function Fault({ title, sentence, next }: ReturnType<typeof connectFault>) {
  return (
    <Notice tone="bad" title={title} isLive>
      <p>{sentence}</p>
      {next && <p>{next}</p>}
    </Notice>
  );
}

function WhoCanConnect({
  isWeb,
  allowFrom,
}: {
  isWeb: boolean;
  allowFrom: Connection['allowFrom'];
}) {
  if (isWeb) {
    return (
      <p className="text-muted">
        You get a link to the web page. remote.it can’t restrict web services to one address, so
        anyone with the link can open it until the connection ends.
      </p>
    );
  }
  if (allowFrom === 'anyone') {
    return (
      <Notice tone="warn" title="Open to the internet">
        Anyone who knows or guesses the address can reach the service, protected only by its own
        sign-in. Disconnect as soon as you’re done.
      </Notice>
    );
  }
  return (
    <p className="text-muted">
      Only your public IP address can connect. If this server doesn’t know your address, only the
      first address that connects is allowed.
    </p>
  );
}

function describe({ type, port }: Service): string {
  return port === undefined ? type : `${type}, port ${port}`;
}

/** Whether the component is still mounted when a response arrives. */
function useIsShown() {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}
