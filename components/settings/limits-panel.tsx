import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { formatNumber } from '@/lib/shared/format';

export type SettingsFacts = {
  publicUrl: string;
  autoLoginHosts: string[];
  upstreamTimeoutMs: number;
  inviteChunkSize: number;
  inviteConcurrency: number;
  usersFreshSeconds: number;
};

/** How this installation is set; changed by variables, at the next start. */
export function LimitsPanel({ facts }: { facts: SettingsFacts }) {
  return (
    <Panel title="This installation" description="Set by variables on the server; see the README.">
      <DetailList>
        <Detail term="Public URL">{facts.publicUrl}</Detail>
        <Detail term="Sign-ins may lead to">{facts.autoLoginHosts.join(', ')}</Detail>
        <Detail term="Wait for a service">
          {formatNumber(facts.upstreamTimeoutMs / 1_000)} seconds at most
        </Detail>
        <Detail term="Invitations">
          {formatNumber(facts.inviteChunkSize)} a call, {formatNumber(facts.inviteConcurrency)}{' '}
          calls at once
        </Detail>
        <Detail term="A list is fresh for">{formatNumber(facts.usersFreshSeconds)} seconds</Detail>
      </DetailList>
    </Panel>
  );
}
