'use client';

import { CircleCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Detail, DetailList } from '@/components/ui/panel';
import { leavePage, useUnsaved } from '@/components/ui/unsaved';
import type { AddUserInput } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatNumber } from '@/lib/shared/format';
import type { AddedUser } from './queries';

type AddedUserPanelProps = { added: AddedUser; input: AddUserInput; onAddAnother: () => void };

/** Confirms who was added, and shows the password one last time. */
export function AddedUserPanel({ added, input, onAddAnother }: AddedUserPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [isCopied, setIsCopied] = useState(false);
  useUnsaved(!isCopied, leaveQuestion);
  const email = shownEmail(added.username);
  const { password, seats, notifyUser, storePassword } = input;
  return (
    <section aria-labelledby="added" className="rounded-panel border border-line bg-surface p-5">
      <h2
        id="added"
        ref={heading}
        tabIndex={-1}
        className="mb-4 flex items-start gap-2 text-15 font-medium outline-none"
      >
        <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-good-text" />
        <span className="min-w-0 break-words">{email} added</span>
      </h2>
      <div className="flex flex-col gap-4">
        {added.confirmedBy === 'list' && (
          <Notice>RemotePC’s response was lost, but its user list now includes the user.</Notice>
        )}
        {added.passwordStored === false && (
          <Notice tone="warn" title="The password wasn’t stored">
            The user was added anyway. You can store the password from the user’s details.
          </Notice>
        )}
        <DetailList>
          <Detail term="Email">
            <Copyable text={email} what="address" />
          </Detail>
          <Detail term="Password">
            <Copyable text={password} what="password" isMono onCopied={() => setIsCopied(true)} />
          </Detail>
          <Detail term="Seats">{formatNumber(seats)}</Detail>
          <Detail term="Welcome email">{notifyUser ? 'Sent by RemotePC' : 'Not sent'}</Detail>
          <Detail term="One-click sign-in">
            {storePassword && added.passwordStored !== false
              ? 'Password stored'
              : 'No password stored'}
          </Detail>
        </DetailList>
        <p className="text-12 text-muted">
          The password isn’t shown again. Copy it before you leave this page.
        </p>
        <div className="flex flex-wrap gap-2">
          <CopyButton
            isPrimary
            text={`Email: ${email}\nPassword: ${password}`}
            what="both"
            onCopied={() => setIsCopied(true)}
          />
          <LinkButton href="/users?sort=-createdOn">Back to users</LinkButton>
          <Button onClick={() => leavePage(onAddAnother)}>Add another</Button>
        </div>
      </div>
    </section>
  );
}

const leaveQuestion = {
  title: 'Leave without the password?',
  description: 'You haven’t copied it, and it isn’t shown again.',
  confirm: 'Leave',
};

type CopyableProps = { text: string; what: string; isMono?: boolean; onCopied?: () => void };

function Copyable({ text, what, isMono, onCopied }: CopyableProps) {
  return (
    <span className="-my-1 flex items-center gap-1">
      {/* Selected and copied by hand, too. */}
      <span className={isMono ? 'font-mono break-all' : 'break-all'} onCopy={onCopied}>
        {text}
      </span>
      <CopyButton text={text} what={what} onCopied={onCopied} />
    </span>
  );
}
