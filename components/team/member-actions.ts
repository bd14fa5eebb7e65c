import type { StaffMember } from '@/lib/contract/staff';
import type { StaffChange } from './queries';

/** What is asked about before it is done to a member of the team. */
export type MemberAction = 'new-link' | 'reset' | 'sign-out' | 'disable' | 'delete';

type Words = { title: string; description: string; confirm: string; isDanger: boolean };

export function wordsFor(action: MemberAction, { name }: StaffMember): Words {
  switch (action) {
    case 'new-link':
      return {
        title: `New set-up link for ${name}?`,
        description:
          'They choose their own password on it. It works once, within 24 hours; the link they had before stops working now.',
        confirm: 'Make the link',
        isDanger: false,
      };
    case 'reset':
      return {
        title: `Reset ${name}’s password?`,
        description:
          'You get a link to hand to them, on which they choose a new password. Until they use it their password and sessions stay as they are; then all their sessions end.',
        confirm: 'Make the link',
        isDanger: false,
      };
    case 'sign-out':
      return {
        title: `Sign ${name} out everywhere?`,
        description:
          'All their sessions end now, in every browser. They can sign in again with their password. Batches they started go on.',
        confirm: 'Sign out everywhere',
        isDanger: false,
      };
    case 'disable':
      return {
        title: `Disable ${name}?`,
        description:
          'All their sessions and links end now, and they can’t sign in until you enable them again. Batches they started go on; stop them under Invitations if they shouldn’t.',
        confirm: 'Disable',
        isDanger: true,
      };
    case 'delete':
      return {
        title: `Delete ${name}?`,
        description:
          'They’re signed out now and can’t sign in any more. This can’t be undone. What they did stays in the activity, and batches they started go on.',
        confirm: 'Delete',
        isDanger: true,
      };
  }
}

export type ConfirmedAction = Exclude<MemberAction, 'new-link' | 'reset'>;

/** What is sent, and what is said once it is done. */
export function changeFor(
  action: ConfirmedAction,
  { id, name }: StaffMember,
): { change: StaffChange; done: string } {
  switch (action) {
    case 'sign-out':
      return { change: { kind: 'sign-out', id }, done: `${name} is signed out everywhere` };
    case 'disable':
      return {
        change: { kind: 'change', id, change: { isDisabled: true } },
        done: `${name} can’t sign in any more`,
      };
    case 'delete':
      return { change: { kind: 'delete', id }, done: `${name} was deleted` };
  }
}
