import { Notice } from '@/components/ui/notice';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { formatNumber } from '@/lib/shared/format';

export type ServerSettings = {
  publicUrl: string;
  autoLoginHosts: string[];
  upstreamTimeoutMs: number;
  inviteChunkSize: number;
  inviteConcurrency: number;
  usersFreshSeconds: number;
};

/** How this server is configured. Environment variables change it at the next start. */
export function ServerPanel({ settings }: { settings: ServerSettings }) {
  return (
    <Panel title="Server" description="Configured by environment variables. See the README.">
      <DetailList>
        <Detail term="Public URL">{settings.publicUrl}</Detail>
        <Detail term="Allowed sign-in hosts">{settings.autoLoginHosts.join(', ')}</Detail>
        <Detail term="Request timeout">
          {formatNumber(settings.upstreamTimeoutMs / 1_000)} seconds
        </Detail>
        <Detail term="Invitations">
          {formatNumber(settings.inviteChunkSize)} per request,{' '}
          {formatNumber(settings.inviteConcurrency)} requests at once
        </Detail>
        <Detail term="Refresh lists after">
          {formatNumber(settings.usersFreshSeconds)} seconds
        </Detail>
      </DetailList>
    </Panel>
  );
}

type Warning = { setting: string; text: string };

/** What an administrator should fix on the server. Hidden when there is nothing to fix. */
export function WarningsPanel({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <Panel title="Warnings" description="Fix these on the server, then restart it.">
      <ul className="flex flex-col gap-2">
        {warnings.map(({ setting, text }) => (
          <li key={text}>
            <Notice tone="warn" title={setting}>
              {text}
            </Notice>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
