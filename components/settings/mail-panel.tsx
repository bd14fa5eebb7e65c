'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { MailStatus } from '@/lib/contract/mail';
import { formatNumber } from '@/lib/shared/format';
import { mailQuery, useTestMail } from './queries';

type SetUp = Extract<MailStatus, { isSet: true }>;

type MailPanelProps = {
  ownEmail: string;
  /** The person may send a test. */
  canTest?: boolean;
};

/** Outgoing email: how it is set up, what waits, and a test. */
export function MailPanel({ ownEmail, canTest = true }: MailPanelProps) {
  const query = useQuery(mailQuery());
  const test = useTestMail();
  const { data } = query;
  return (
    <Panel
      title="Email"
      description="Reset links, invitations, and notices to team members."
      actions={
        data?.isSet &&
        canTest && (
          <Button size="sm" isPending={test.isPending} onClick={() => test.mutate()}>
            Send a test
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <TestResult test={test} />
        {data?.isSet ? (
          <MailState mail={data} />
        ) : data ? (
          <p className="text-13 text-muted">
            Off. Set SMTP_URL and MAIL_FROM on the server and restart it. Until then, admins send
            links to people themselves, and no one hears of changes to their account by email.
          </p>
        ) : query.error ? (
          <QueryError title="Couldn’t load the email settings" query={query} />
        ) : (
          <Skeleton className="h-20" />
        )}
        {data?.isSet && canTest && <p className="text-12 text-muted">A test goes to {ownEmail}.</p>}
      </div>
    </Panel>
  );
}

function TestResult({ test: { data, error } }: { test: ReturnType<typeof useTestMail> }) {
  if (error) {
    const detail = error instanceof ApiProblem ? error.detail : 'Try again.';
    return (
      <Notice tone="bad" title="Couldn’t send a test" isLive>
        {detail}
      </Notice>
    );
  }
  if (!data) return null;
  return (
    <Notice
      tone={data.ok ? 'good' : 'bad'}
      title={data.ok ? `Test sent to ${data.to}` : 'The test wasn’t sent'}
      isLive
    >
      {data.detail}
    </Notice>
  );
}

const securityWords: Record<SetUp['security'], string> = {
  tls: 'TLS',
  starttls: 'STARTTLS',
  none: 'on this machine',
};

function MailState({ mail }: { mail: SetUp }) {
  const { server, security, from, waiting, waitingSince, failed, unconfirmed, lastFault } = mail;
  return (
    <>
      {lastFault && (
        <Notice tone="warn" title="The last problem">
          {lastFault}
        </Notice>
      )}
      <DetailList>
        <Detail term="Server">
          {server} ({securityWords[security]})
        </Detail>
        <Detail term="From">{from}</Detail>
        <Detail term="Waiting">
          {waiting === 0 ? 'None' : formatNumber(waiting)}
          {waitingSince && (
            <span className="text-muted">
              {' '}
              since <RelativeTime at={waitingSince} />
            </span>
          )}
        </Detail>
        <Detail term="Not sent">
          {failed === 0 ? 'None' : formatNumber(failed)}
          <span className="text-muted"> in 7 days</span>
        </Detail>
        {unconfirmed > 0 && <Detail term="Unconfirmed">{formatNumber(unconfirmed)}</Detail>}
      </DetailList>
    </>
  );
}
