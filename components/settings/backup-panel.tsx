import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/client/cn';
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
  const isEmpty = backups !== null && !backups.good && !backups.failed && everyHours === undefined;
  return (
    <Panel title="Backups" description={isEmpty && 'None yet: run npm run backup -- create.'}>
      {!isEmpty && (
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
            {everyHours === undefined
              ? 'None: set BACKUP_EVERY_HOURS'
              : `Every ${formatCount(everyHours, 'hour')}; the last ${formatNumber(kept)} are kept`}
          </Detail>
        </DetailList>
      )}
      <p className={cn('text-13 text-muted', !isEmpty && 'mt-3')}>
        Back up the database and the folder <code className="font-mono">keys</code> of the data
        folder, each in its own place: anyone who has both can read the stored passwords. Without
        the keys, those are lost. For the steps, see “Back up and restore” in docs/operations.md.
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
