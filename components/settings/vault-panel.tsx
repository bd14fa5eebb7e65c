'use client';

import { useQuery } from '@tanstack/react-query';
import { Badge } from '@/components/ui/badge';
import { Notice } from '@/components/ui/notice';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import type { VaultStatus } from '@/lib/contract/overview';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { vaultQuery } from './queries';

/** The vault's state and key, and what an administrator has to do about either. */
export function VaultPanel() {
  const query = useQuery(vaultQuery());
  return (
    <>
      <Panel>
        {query.data ? (
          <VaultState vault={query.data} />
        ) : query.error ? (
          <QueryError title="Couldn’t load the vault’s state" query={query} />
        ) : (
          <Skeleton className="h-20" />
        )}
      </Panel>
      {query.data && query.data.versions.length > 0 && <Keys vault={query.data} />}
    </>
  );
}

function VaultState({ vault }: { vault: VaultStatus }) {
  const { state, secrets, behind, unreadable } = vault;
  return (
    <div className="flex flex-col gap-3">
      {state === 'locked' && (
        <Notice tone="bad" title="The vault is locked">
          {vault.reason} Restore the key in <Code>ENCRYPTION_KEY</Code> or in the file{' '}
          <Code>keys/encryption-key</Code> in the data folder, then restart the server. No passwords
          are lost, and team members can still sign in as users by typing the password.
        </Notice>
      )}
      {state === 'open' && behind > 0 && (
        <Notice
          tone="warn"
          title={`${formatCount(behind, 'secret')} ${behind === 1 ? 'needs' : 'need'} re-encryption`}
        >
          These use an older key. Run <Code>npm run vault -- rotate</Code> on the server. You can
          stop and resume it at any time. Keep the older key until every secret is re-encrypted.
        </Notice>
      )}
      {unreadable > 0 && (
        <Notice tone="bad" title={`${formatCount(unreadable, 'secret')} can’t be decrypted`}>
          Damaged passwords are marked in Users: store them again or delete them. If an account’s
          key is damaged, its test shows that: replace the key under Accounts.
        </Notice>
      )}
      <DetailList>
        <Detail term="State">
          {state === 'open' ? (
            <Status tone="good" label="Open" />
          ) : (
            <Status tone="bad" label="Locked" />
          )}
        </Detail>
        <Detail term="Stored secrets">{formatNumber(secrets)}</Detail>
        <Detail term="Need re-encryption">{behind === 0 ? 'None' : formatNumber(behind)}</Detail>
      </DetailList>
    </div>
  );
}

/** The keys that something is encrypted with, and how to replace the current one. */
function Keys({ vault: { state, keyId, versions } }: { vault: VaultStatus }) {
  return (
    <Panel
      title="Encryption keys"
      description="Kept on the server, never in the database. Back them up apart from it: without its key, no stored secret can be read again."
      isFlush
    >
      <ul className="divide-y divide-line text-13">
        {versions.map((version) => (
          <li
            key={version.keyId}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5"
          >
            <Code>{version.keyId}</Code>
            {version.keyId === keyId && <Badge>Current</Badge>}
            <span className="text-muted">
              since <RelativeTime at={version.since} />
            </span>
            <span className="ml-auto tabular-nums">{formatCount(version.secrets, 'secret')}</span>
          </li>
        ))}
      </ul>
      {state === 'open' && (
        <p className="border-t border-line px-4 py-2.5 text-12 text-muted">
          To replace the current key, run <Code>npm run vault -- rotate</Code> on the server.
        </p>
      )}
    </Panel>
  );
}

function Code({ children }: { children: string }) {
  return (
    <code className="rounded-tag bg-sunken px-1 font-mono text-12 wrap-anywhere">{children}</code>
  );
}
