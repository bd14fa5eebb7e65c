'use client';

import { useRef, useState } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { Connection } from '@/lib/contract/devices';
import { disconnectFault } from './connection-words';
import { useCloseConnection } from './queries';

type DisconnectButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'className'> & {
  connection: Connection;
  onClosed?: () => void;
};

/** Ends a connection: one's own at once; before someone else's it asks, and names them. */
export function DisconnectButton({ connection, onClosed, ...look }: DisconnectButtonProps) {
  const { serviceName, isOwn, openedBy, openedByName } = connection;
  const [isAsking, setIsAsking] = useState(false);
  // Another click may come before the pending state is rendered.
  const isHeld = useRef(false);
  const close = useCloseConnection({
    onClosed: ({ hadEnded }) => {
      toast.success(
        hadEnded ? `${serviceName} was already disconnected` : `Disconnected ${serviceName}`,
      );
      setIsAsking(false);
      onClosed?.();
    },
    onFailed: (problem) => {
      // The dialog shows it itself.
      if (!isAsking) {
        toast.error(disconnectFault(serviceName, problem), { description: problem.detail });
      }
    },
    onSettled: () => {
      isHeld.current = false;
    },
  });
  const disconnect = () => {
    if (isHeld.current) return;
    isHeld.current = true;
    close.mutate(connection);
  };
  return (
    <>
      <Button
        {...look}
        onClick={isOwn ? disconnect : () => setIsAsking(true)}
        isPending={close.isPending && !isAsking}
        aria-haspopup={isOwn ? undefined : 'dialog'}
        aria-label={`Disconnect ${serviceName}`}
      >
        Disconnect
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={`Disconnect ${openedByName ?? openedBy ?? 'a removed team member'}?`}
          description={`They opened this connection to ${serviceName}. Whatever they are doing there is cut off.`}
          confirm="Disconnect"
          isDanger
          isPending={close.isPending}
          error={close.error}
          onConfirm={disconnect}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
