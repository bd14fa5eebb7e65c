'use client';

import { Download, ExternalLink } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { CopyButton } from '@/components/ui/copy-button';
import { downloadText } from '@/components/ui/download';
import { Notice } from '@/components/ui/notice';
import { cn } from '@/lib/client/cn';
import type { Connection } from '@/lib/contract/devices';
import { appLink, hintFor, rdpFile, reachWords } from './connection-words';
import { LoginName } from './login-name';
import { DisconnectButton } from './disconnect-button';
import { ConnectionAddress, TimeLeft, useNow } from './open-connections';

type OpenedConnectionProps = {
  connection: Connection;
  /** See `reachWords`. */
  ownAddress: string | null | undefined;
  canClose: boolean;
  onClosed: () => void;
  onChanged: (connection: Connection) => void;
};

const programs: Readonly<Record<string, string>> = {
  ssh: 'an SSH client',
  vnc: 'a VNC viewer',
  smb: 'the file manager',
};

/** How to use an open connection, who can use it, and when it ends. */
export function OpenedConnection(props: OpenedConnectionProps) {
  const { connection, ownAddress, canClose, onClosed, onChanged } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const hasEnded = Date.parse(connection.expiresAt) <= useNow();
  const { url, command, serviceType, idleTimeoutSeconds, expiresAt } = connection;
  const reach = reachWords(connection, ownAddress);
  const link = appLink(connection);
  const hint = hintFor(serviceType);
  const file = rdpFile(connection);
  if (hasEnded) {
    return (
      <p ref={box} tabIndex={-1} className="text-muted outline-none">
        This connection has ended. Close this dialog and connect again if you need it.
      </p>
    );
  }
  return (
    <div ref={box} tabIndex={-1} className="flex flex-col gap-4 outline-none">
      <div className="flex flex-col gap-1.5">
        <div className="rounded-control border border-line bg-sunken py-2 pr-2 pl-3">
          <ConnectionAddress connection={connection} isWhole />
        </div>
        {hint && <p className="text-12 text-muted">{hint}</p>}
      </div>
      {serviceType === 'ssh' && command && (
        <LoginName connection={connection} onChanged={onChanged} />
      )}
      <ul className="flex flex-col gap-1 text-muted">
        <li>
          <span className="font-medium text-ink">
            <TimeLeft expiresAt={expiresAt} />
          </span>{' '}
          at most. It also ends after {idleTimeoutSeconds / 60} minutes of inactivity, which
          remote.it doesn’t report.
        </li>
        {reach.tone === 'neutral' && <li>{reach.sentence}</li>}
      </ul>
      {reach.tone === 'warn' && (
        <Notice tone="warn" title={reach.title}>
          {reach.sentence}
        </Notice>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {canClose && <DisconnectButton connection={connection} onClosed={onClosed} />}
        {file && (
          <Button onClick={() => downloadText(file.text, file.name, 'application/x-rdp')}>
            <Download aria-hidden />
            Download .rdp file
          </Button>
        )}
        {link && (
          <a href={link} className={cn(buttonClass({}))}>
            Open in {programs[serviceType] ?? 'an app'}
          </a>
        )}
        {!url && command && <CopyButton text={command} what="command" isPrimary />}
        {url && (
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            className={cn(buttonClass({ variant: 'primary' }))}
          >
            Open in new tab
            <ExternalLink aria-hidden />
          </a>
        )}
      </div>
    </div>
  );
}
