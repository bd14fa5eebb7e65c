import { ChevronRight } from 'lucide-react';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { Status } from '@/components/ui/status';
import { formatNumber } from '@/lib/shared/format';

type InstallationPanelProps = {
  version: string;
  nodeVersion: string;
  isWorkerRunning: boolean;
  /** Null: it can't be reached. */
  database: { version: string; sizeBytes: number } | null;
  /** Null: unknown. */
  isVaultOpen: boolean | null;
};

/** Which version runs, on what, and whether its parts work. */
export function InstallationPanel(props: InstallationPanelProps) {
  const { version, nodeVersion, isWorkerRunning, database, isVaultOpen } = props;
  return (
    <Panel title="This installation">
      <DetailList>
        <Detail term="Version">Reseller Desk {version}</Detail>
        <Detail term="Node.js">{nodeVersion}</Detail>
        <Detail term="Database">
          <Health isGood={database !== null} good="Reachable" bad="Can’t be reached" />
          {database && (
            <span className="block text-muted">
              PostgreSQL {database.version}, {megabytes(database.sizeBytes)}
            </span>
          )}
        </Detail>
        <Detail term="Background work">
          <Health isGood={isWorkerRunning} good="Running" bad="Not running: restart the server" />
        </Detail>
        <Detail term="Vault">
          {isVaultOpen === null ? (
            <Status tone="neutral" label="Unknown" />
          ) : (
            <Health isGood={isVaultOpen} good="Open" bad="Locked" />
          )}
        </Detail>
      </DetailList>
    </Panel>
  );
}

type HealthProps = { isGood: boolean; good: string; bad: string };

function Health({ isGood, good, bad }: HealthProps) {
  return <Status tone={isGood ? 'good' : 'bad'} label={isGood ? good : bad} />;
}

function megabytes(bytes: number): string {
  return `${formatNumber(Math.ceil(bytes / 1_000_000))} MB`;
}

type Release = { title: string; changes: readonly string[] };

/** The changelog, the newest release open. */
export function ChangelogPanel({ releases }: { releases: readonly Release[] }) {
  if (releases.length === 0) return null;
  return (
    <Panel title="What’s new">
      <div className="flex flex-col gap-3 text-13">
        {releases.map(({ title, changes }, index) => (
          <details key={title} open={index === 0} className="group">
            <summary className="-ml-1 inline-flex cursor-pointer list-none items-center gap-1 rounded-tag px-1 font-medium touch:min-h-11">
              <ChevronRight
                aria-hidden
                className="size-4 transition-transform duration-fast group-open:rotate-90"
              />
              {title}
            </summary>
            <ul className="mt-2 flex list-disc flex-col gap-1 pl-5 text-muted">
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </Panel>
  );
}
