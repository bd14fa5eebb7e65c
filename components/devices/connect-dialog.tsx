'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { connectFault } from './connection-words';
import { mayClose } from './open-connections';
import { OpenedConnection } from './opened-connection';
import { useOpenConnection } from './queries';

type ConnectDialogProps = {
  device: Pick<Device, 'accountId' | 'name'>;
  service: Service;
  /** Left out if there is only one account. */
  accountName?: string;
  /** One that is already open is shown; otherwise the dialog opens one at once. */
  connection?: Connection;
  allowFrom: Connection['allowFrom'];
  /** See `onlyMeWords`. */
  ownAddress: string | null | undefined;
  permissions: readonly string[];
  onClose: () => void;
};

/** Opens the connection, and shows how to use it. */
export function ConnectDialog(props: ConnectDialogProps) {
  const { device, service, accountName, allowFrom, ownAddress, permissions, onClose } = props;
  const place = accountName === undefined ? '' : `, account ${accountName}`;
  const [opened, setOpened] = useState(props.connection);
  const isShown = useIsShown();
  const isHeld = useRef(false);
  const open = useOpenConnection({
    onOpened: (connection) => {
      if (isShown.current) setOpened(connection);
      else
        toast.success(`Connected to ${service.name}`, {
          description: 'Its address is on the page Devices, under Open connections.',
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
  const begin = useEffectEvent(() => {
    if (!opened) connect();
  });
  useEffect(() => begin(), []);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      size="md"
      title={titleOf(service, opened !== undefined, open.error !== null)}
      description={`${describe(service)} on ${device.name}${place}`}
      footer={
        !opened && (
          <>
            <Button variant="ghost" autoFocus onClick={onClose}>
              Close
            </Button>
            {open.error && (
              <Button variant="primary" onClick={connect} isPending={open.isPending}>
                Try again
              </Button>
            )}
          </>
        )
      }
    >
      {opened ? (
        <OpenedConnection
          connection={opened}
          ownAddress={props.connection ? undefined : ownAddress}
          canClose={mayClose(opened, permissions)}
          onClosed={onClose}
          onChanged={setOpened}
        />
      ) : (
        <div className="flex flex-col gap-3">
          {open.error ? (
            <Fault {...connectFault(open.error)} />
          ) : (
            <p role="status" className="flex items-center gap-2 text-muted">
              <Status tone="accent" label="Waiting for remote.it" isBusy />
            </p>
          )}
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

function titleOf({ name }: Service, isOpen: boolean, hasFailed: boolean): string {
  if (isOpen) return `Connected to ${name}`;
  return hasFailed ? `Connect to ${name}` : `Connecting to ${name}`;
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
