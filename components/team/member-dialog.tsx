'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { StaffMember } from '@/lib/contract/staff';
import { LinkDialog } from './link-dialog';
import { SendMailChoice } from './send-mail-choice';
import { useChangeStaff, useRenewLink, type StaffChange } from './queries';

/** Actions on a team member that ask for confirmation. */
export type MemberAction =
  'new-link' | 'reset' | 'reset-factors' | 'sign-out' | 'disable' | 'delete';

type MemberDialogProps = {
  member: StaffMember;
  action: MemberAction;
  /** The server sends email. */
  hasMail?: boolean;
  onClose: () => void;
};

/** Confirms an action on a team member, then shows the link if it creates one. */
export function MemberDialog({ member, action, hasMail = false, onClose }: MemberDialogProps) {
  const change = useChangeStaff();
  const link = useRenewLink();
  const [sendMail, setSendMail] = useState(hasMail);
  if (link.data && link.data.setUpUrl !== null) {
    const { setUpUrl, expiresAt } = link.data;
    return <LinkDialog link={{ setUpUrl, expiresAt }} name={member.name} onClose={onClose} />;
  }

  const isLink = action === 'new-link' || action === 'reset';
  const { title, description, confirm, isDanger } = wordsFor(action, member, sendMail);
  const error = link.error ?? change.error;
  const apply = () => {
    if (action === 'new-link' || action === 'reset') {
      const onSuccess = ({ setUpUrl }: { setUpUrl: string | null }) => {
        if (setUpUrl !== null) return;
        toast.success(`Sent a link to ${member.email}`);
        onClose();
      };
      return link.mutate({ id: member.id, sendMail }, { onSuccess });
    }
    const { change: next, done } = changeFor(action, member);
    change.mutate(next, {
      onWaiting: onClose,
      onSuccess: () => {
        toast.success(done);
        onClose();
      },
    });
  };
  return (
    <ConfirmDialog
      {...{ title, description, confirm, isDanger, error, onClose }}
      isPending={change.isPending || link.isPending}
      onConfirm={apply}
    >
      {isLink && hasMail && <SendMailChoice isOn={sendMail} onChange={setSendMail} />}
    </ConfirmDialog>
  );
}

type Words = { title: string; description: string; confirm: string; isDanger: boolean };

function wordsFor(action: MemberAction, { name }: StaffMember, sendMail: boolean): Words {
  const confirmLink = sendMail ? 'Send link' : 'Create link';
  switch (action) {
    case 'new-link':
      return {
        title: `Create a new setup link for ${name}?`,
        description:
          'They use it to choose a password. It works once and expires in 24 hours. Their previous link stops working.',
        confirm: confirmLink,
        isDanger: false,
      };
    case 'reset':
      return {
        title: `Reset ${name}’s password?`,
        description: `${sendMail ? 'They get an email with a link.' : 'You get a link to send them.'} Their current password keeps working until they use the link to choose a new one, which signs them out everywhere.`,
        confirm: confirmLink,
        isDanger: false,
      };
    case 'reset-factors':
      return {
        title: `Reset ${name}’s second factors?`,
        description:
          'This removes their authenticator app, passkeys, and recovery codes, and ends all their sessions. They sign in with their password and can add new ones. Make sure that it’s really them who asked.',
        confirm: 'Reset second factors',
        isDanger: true,
      };
    case 'sign-out':
      return {
        title: `Sign ${name} out everywhere?`,
        description:
          'This ends their sessions in every browser. They can sign in again with their password. Batches they started continue.',
        confirm: 'Sign out everywhere',
        isDanger: false,
      };
    case 'disable':
      return {
        title: `Disable ${name}?`,
        description:
          'This ends all their sessions and links. They can’t sign in until you enable them again. Batches they started continue unless you stop them under Invitations.',
        confirm: 'Disable',
        isDanger: true,
      };
    case 'delete':
      return {
        title: `Delete ${name}?`,
        description:
          'They are signed out and can’t sign in again. Their actions stay in the audit log, and batches they started continue. This can’t be undone.',
        confirm: 'Delete',
        isDanger: true,
      };
  }
}

type ConfirmedAction = Exclude<MemberAction, 'new-link' | 'reset'>;

/** The change to send, and the message once it succeeds. */
function changeFor(
  action: ConfirmedAction,
  { id, name }: StaffMember,
): { change: StaffChange; done: string } {
  switch (action) {
    case 'reset-factors':
      return {
        change: { kind: 'reset-factors', id },
        done: `Reset ${name}’s second factors`,
      };
    case 'sign-out':
      return { change: { kind: 'sign-out', id }, done: `Signed ${name} out everywhere` };
    case 'disable':
      return {
        change: { kind: 'change', id, change: { isDisabled: true } },
        done: `Disabled ${name}`,
      };
    case 'delete':
      return { change: { kind: 'delete', id }, done: `Deleted ${name}` };
  }
}
