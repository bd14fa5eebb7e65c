import type { NotificationChannel, NotificationDelivery } from '@/lib/contract/notifications';

export function aChannel(
  name: string,
  more: Partial<NotificationChannel> = {},
): NotificationChannel {
  const isEmail = more.kind === 'email';
  return {
    ...{ id: `nch_${name.toLowerCase()}`, name, kind: 'slack' },
    ...{ recipients: isEmail ? ['ann@desk.example'] : [] },
    ...{ host: isEmail ? null : 'hooks.slack.com', hasSecret: !isEmail },
    ...{ isTeam: false, isDisabled: false, failingSince: null, failure: null, waiting: 0 },
    createdAt: '2026-11-01T10:00:00.000Z',
    ...more,
  };
}

export function aMessage(id: string, more: Partial<NotificationDelivery> = {}) {
  return {
    ...{ id, channelId: 'nch_ops', kind: 'seats_over', recipient: 'ann@desk.example' },
    ...{ count: 1, isPart: false, state: 'failed', attempts: 3, status: null },
    ...{ failure: 'recipient_refused', nextAt: null },
    ...{ createdAt: '2026-11-01T10:00:00.000Z', triedAt: '2026-11-01T10:00:00.000Z' },
    ...more,
  } satisfies NotificationDelivery;
}
