import type { Permission } from './permissions';

type Section = {
  href: string;
  label: string;
  /** One line under the section's title. */
  description: string;
  permission: Permission;
  /** What else the search finds it by. */
  words: string;
};

/** The sections of *Settings*, in their order: the navigation, the palette, and the pages go by it. */
export const settingsSections = [
  {
    href: '/settings/accounts',
    label: 'Accounts',
    description: 'The RemotePC and remote.it accounts that are connected, and their keys.',
    permission: 'accounts.write',
    words: 'connect RemotePC remote.it vendor access key API key rotate test default',
  },
  {
    href: '/settings/sign-in-policy',
    label: 'Sign-in policy',
    description: 'What team members need before they can sign in as a user.',
    permission: 'accounts.write',
    words: 'reason ticket format password confirmation approval hours limit blocked users',
  },
  {
    href: '/settings/invitations',
    label: 'Invitations',
    description: 'Limits for what can be sent, and templates of what is sent often.',
    permission: 'accounts.write',
    words: 'invitation policy maximum seats limit templates default seats',
  },
  {
    href: '/settings/security',
    label: 'Security',
    description: 'Confirmations, second factors, sessions, exports, and audit log retention.',
    permission: 'accounts.write',
    words:
      'team policy second person two-person confirm password step-up second factor sessions idle sign out exports limit audit log retention months',
  },
  {
    href: '/settings/vault',
    label: 'Vault',
    description: 'Where users’ passwords and account keys are kept.',
    permission: 'settings.read',
    words: 'encryption key passwords rotate locked secrets',
  },
  {
    href: '/settings/notifications',
    label: 'Notifications',
    description: 'Who is told of what, by which channel, and how this server sends email.',
    permission: 'settings.read',
    words:
      'email mail SMTP test messages channels Slack Teams chat webhook rules alerts quiet hours approvals offline',
  },
  {
    href: '/settings/webhooks',
    label: 'Webhooks',
    description: 'Events of the audit log, sent to other software as they happen.',
    permission: 'webhooks.manage',
    words: 'webhook events integration API signing secret deliveries Standard Webhooks',
  },
  {
    href: '/settings/installation',
    label: 'Installation',
    description: 'Version, health, database, backups, and configuration of this server.',
    permission: 'settings.read',
    words:
      'version changelog what’s new release health database PostgreSQL backup Node server configuration environment variables public URL',
  },
] as const satisfies readonly Section[];

export type SettingsPath = (typeof settingsSections)[number]['href'];
