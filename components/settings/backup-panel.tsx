import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { describeBackupFailure } from '@/lib/shared/backups';
import { formatCount, formatNumber } from '@/lib/shared/format';

type BackupPanelProps = {
  /** Null: the database can't be reached. */
  backups: {
    good: { at: string; path: string; host: string; bytes: number; isEncrypted: boolean } | null;
    /** Null: none since the last good one. */
    failed: { at: string; failure: string; host: string } | null;
  } | null;
  /** Undefined: this server makes none by itself. */
  everyHours: number | undefined;
  kept: number;
};

/** When the database was last backed up, and how not to lose what this server has. */
export function BackupPanel({ backups, everyHours, kept }: BackupPanelProps) {
  return (
    <Panel title="Backups">
      <DetailList>
        <Detail term="Last good one">
          {backups?.good ? <Good {...backups.good} /> : <Missing isKnown={backups !== null} />}
        </Detail>
        {backups?.failed && (
          <Detail term="Last failure">
            <Status tone="bad" label="Failed" />{' '}
            <span className="text-muted">
              <RelativeTime at={backups.failed.at} /> on {backups.failed.host}
            </span>
            <span className="block">{describeBackupFailure(backups.failed.failure)}</span>
          </Detail>
        )}
        <Detail term="Schedule">
          {everyHours === undefined ? (
            <>
              <Status tone="neutral" label="None" />
              <span className="block text-muted">
                Set <code className="font-mono">BACKUP_EVERY_HOURS</code>, or run{' '}
                <code className="font-mono">npm run backup -- create</code> on the server.
              </span>
            </>
          ) : (
            `Every ${formatCount(everyHours, 'hour')}; the last ${formatNumber(kept)} are kept`
          )}
        </Detail>
      </DetailList>
      <p className="mt-3 text-13 text-muted">
        The keys aren’t in a backup. Keep them, and keep them apart from it: anyone who has both can
        read the stored passwords; without the keys, those are lost. How to verify and restore one:
        “Back up and restore” in docs/operations.md.
      </p>
    </Panel>
  );
}

type GoodProps = NonNullable<NonNullable<BackupPanelProps['backups']>['good']>;

function Good({ at, path, host, bytes, isEncrypted }: GoodProps) {
  return (
    <>
      <RelativeTime at={at} />, {isEncrypted ? 'encrypted' : 'not encrypted'},{' '}
      {formatNumber(Math.ceil(bytes / 1_000_000))} MB
      <span className="block [overflow-wrap:anywhere] text-muted">
        {path} on {host}
      </span>
    </>
  );
}

function Missing({ isKnown }: { isKnown: boolean }) {
  return isKnown ? (
    <Status tone="warn" label="None yet" />
  ) : (
    <Status tone="neutral" label="Unknown" />
  );
}
