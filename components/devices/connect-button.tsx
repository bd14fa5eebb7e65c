'use client';

import { ChevronDown } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { MenuButton } from '@/components/ui/menu-button';
import type { Connection, Service } from '@/lib/contract/devices';
import { isWebService, onlyMeWords } from './connection-words';

type ConnectButtonProps = {
  service: Service;
  deviceName: string;
  /** One that is already open is shown instead. */
  connection: Connection | undefined;
  /** See `onlyMeWords`. */
  ownAddress: string | null | undefined;
  onConnect: (allowFrom: Connection['allowFrom']) => void;
};

/** Connects in one click; who else may, is in the menu beside it. */
export function ConnectButton(props: ConnectButtonProps) {
  const { service, deviceName, connection, ownAddress, onConnect } = props;
  const place = `${service.name} on ${deviceName}`;
  return (
    <>
      <Button
        size="sm"
        data-stop=""
        className="touch:min-w-20"
        onClick={() => onConnect('me')}
        aria-label={`${connection ? 'Show connection to' : 'Connect to'} ${place}`}
      >
        {connection ? 'Show connection' : 'Connect'}
      </Button>
      {/* So that the buttons of a device’s services begin alike. */}
      {!connection && isWebService(service.type) && <span className="w-7 touch:w-9" />}
      {!connection && !isWebService(service.type) && (
        <MenuButton
          label={`Who can reach ${place}`}
          size="icon-sm"
          align="end"
          entries={[
            { kind: 'heading', label: 'Connect and allow' },
            { label: onlyMeWords(ownAddress), onSelect: () => onConnect('me') },
            { label: 'Anyone with the address', onSelect: () => onConnect('anyone') },
          ]}
        >
          <ChevronDown />
        </MenuButton>
      )}
    </>
  );
}

/** The protocol and port of a service. */
export function ServiceKind({ service: { type, port } }: { service: Service }) {
  return (
    <span className="font-mono text-12 text-muted">
      {type}
      {port !== undefined && `:${port}`}
    </span>
  );
}
