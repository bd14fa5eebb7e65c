import type { AuditAction } from '@/lib/shared/audit-actions';
import type { Permission } from '@/lib/shared/permissions';

type Events = {
  /** All that its operations record when they succeed: `fail-points.test.ts` runs each. */
  done: AuditAction[];
  /** What is recorded if nothing came of it: `audit-coverage.test.ts` makes each fail. */
  refused: AuditAction[];
};

/**
 * What using a permission leaves in the log. Reading leaves nothing; being kept out of anything
 * leaves `access.denied`.
 */
export const permissionEvents: Record<Permission, Events | null> = {
  ...{ 'users.read': null, 'batches.read': null, 'devices.read': null, 'accounts.read': null },
  ...{ 'customers.read': null, 'activity.read': null, 'staff.read': null, 'settings.read': null },
  'profile.write': {
    done: [
      ...(['approval.withdrawn', 'factor.added', 'factor.removed', 'factor.renamed'] as const),
      ...(['notification.chosen', 'recovery_code.created', 'session.ended'] as const),
      'session.notice_seen',
      ...(['session.stepped_up', 'staff.password_changed', 'staff.renamed'] as const),
      ...(['token.created', 'token.deleted'] as const),
      ...(['view.changed', 'view.deleted', 'view.saved'] as const),
    ],
    refused: ['session.step_up_refused'],
  },
  'problems.acknowledge': {
    done: ['problem.acknowledged', 'problem.reopened'],
    refused: ['access.denied'],
  },
  'users.export': {
    done: ['customers.exported', 'users.exported'],
    refused: ['access.denied', 'export.limit_reached'],
  },
  'customers.manage': {
    done: [
      ...(['customer.changed', 'customer.created', 'customer.deleted'] as const),
      ...(['customer.devices_assigned', 'customer.merged', 'customer.split'] as const),
      'customer.users_assigned',
      ...(['statement.acknowledged', 'statement.billed', 'statement.created'] as const),
      'statement.settings_changed',
    ],
    refused: [],
  },
  'batches.export': {
    done: ['batch.exported'],
    refused: ['access.denied', 'export.limit_reached'],
  },
  'activity.export': {
    done: ['activity.exported'],
    refused: ['access.denied', 'export.limit_reached'],
  },
  'users.auto_login': {
    done: [
      ...(['approval.asked', 'auto_login.opened', 'auto_login.requested'] as const),
      'password.stored',
    ],
    refused: [
      ...(['auto_login.denied', 'auto_login.failed', 'auto_login.held'] as const),
      'auto_login.unconfirmed',
    ],
  },
  // Sharing is part of saving a view, or of changing it.
  'views.share': { done: [], refused: ['access.denied'] },
  'users.annotate': { done: ['user.annotated'], refused: [] },
  'users.write': {
    done: ['password.stored', 'user.add_requested', 'user.added'],
    refused: ['user.add_failed', 'user.add_unconfirmed'],
  },
  'batches.write': {
    // `batch.finished` and the invitations' ends are the worker's, with its own request IDs.
    done: [
      ...(['batch.cancelled', 'batch.created', 'batch.resumed'] as const),
      'invitation.cancelled',
      ...(['template.added', 'template.changed', 'template.deleted'] as const),
    ],
    refused: [
      ...(['batch.chunk_not_sent', 'batch.chunk_refused', 'batch.chunk_unanswered'] as const),
      'batch.paused',
    ],
  },
  'devices.export': {
    done: ['devices.exported'],
    refused: ['access.denied', 'export.limit_reached'],
  },
  'devices.annotate': { done: ['device.annotated'], refused: [] },
  'connections.write': {
    done: [
      ...(['connection.close_requested', 'connection.closed'] as const),
      ...(['connection.open_requested', 'connection.opened'] as const),
    ],
    refused: ['connection.closed', 'connection.opened'],
  },
  // For the same operation as above, on someone else's connection.
  'connections.end_others': { done: [], refused: ['connection.closed'] },
  'passwords.write': {
    done: ['password.forgotten', 'password.stored'],
    refused: ['access.step_up_required'],
  },
  'approvals.decide': {
    done: ['approval.ended', 'approval.given'],
    refused: ['approval.own_decision_denied', 'approval.step_up_required'],
  },
  'staff.write': {
    done: [
      ...(['factor.reset', 'role.added', 'role.changed', 'role.deleted', 'staff.changed'] as const),
      ...(['staff.deleted', 'staff.invited', 'staff.link_made', 'staff.session_ended'] as const),
      'staff.signed_out',
    ],
    refused: ['access.step_up_required'],
  },
  'accounts.write': {
    done: [
      ...(['account.added', 'account.changed', 'account.deleted'] as const),
      ...(['account.policy_changed', 'account.secret_replaced'] as const),
      ...(['account.secret_restored', 'staff.policy_changed'] as const),
    ],
    refused: ['access.step_up_required', 'account.secret_refused'],
  },
  'webhooks.manage': {
    done: [
      ...(['webhook.changed', 'webhook.created', 'webhook.deleted', 'webhook.resent'] as const),
      ...(['webhook.secret_rotated', 'webhook.tested'] as const),
    ],
    refused: ['webhook.tested'],
  },
  'notifications.manage': {
    done: [
      ...(['notification.channel_added', 'notification.channel_changed'] as const),
      ...(['notification.channel_deleted', 'notification.rules_changed'] as const),
      ...(['notification.resent', 'notification.tested'] as const),
    ],
    refused: ['notification.tested'],
  },
  'accounts.test': {
    done: ['account.tested'],
    refused: ['access.step_up_required'],
  },
};
