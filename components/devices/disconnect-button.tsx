'use client';

import { useRef } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { Connection } from '@/lib/contract/devices';
import { useCloseConnection } from './queries';

type DisconnectButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'className'> & {
  connection: Connection;
  onClosed?: () => void;
};

export function DisconnectButton({ connection, onClosed, ...look }: DisconnectButtonProps) {
  const { serviceName } = connection;
  // The next press may come before the pending state is on screen.
  const isHeld = useRef(false);
  const close = useCloseConnection({
    onClosed: ({ hadEnded }) => {
      toast.success(hadEnded ? `${serviceName} had ended already` : `Disconnected ${serviceName}`);
      onClosed?.();
    },
    onFailed: (problem) =>
      toast.error(`${serviceName} was not disconnected`, { description: problem.detail }),
    onSettled: () => {
      isHeld.current = false;
    },
  });
  const press = () => {
    if (isHeld.current) return;
    isHeld.current = true;
    close.mutate(connection);
  };
  return (
    <Button
      {...look}
      onClick={press}
      isPending={close.isPending}
      aria-label={`Disconnect ${serviceName}`}
    >
      Disconnect
    </Button>
  );
}
