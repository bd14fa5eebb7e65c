import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { permissions, type Permission } from '@/lib/shared/permissions';
import {
  actionGroups,
  describeAction,
  isRequest,
  limitsReached,
  type AuditAction,
} from '@/lib/shared/audit-actions';

const declared = [
  ...readFileSync('lib/shared/audit-actions.ts', 'utf8').matchAll(/^ {2}'([a-z_]+\.[a-z_]+)':/gm),
].map(([, action = '']) => action);

const sources = ['lib/server', 'app/api', 'lib/shared']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('audit-actions.ts'))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

/** Recorded by the names of their constants. */
const constants: Record<string, string> = {
  'auto_login.limit_reached': 'LIMIT_OF_SIGN_INS',
  'export.limit_reached': 'LIMIT_OF_EXPORTS',
  'many_sign_ins.limit_reached': 'MANY_SIGN_INS',
  'many_exports.limit_reached': 'MANY_EXPORTS',
};

/** Named as a whole, or put together from its noun and the state of a row or an answer. */
const isRecorded = (action: string) =>
  sources.includes(constants[action] ?? `'${action}'`) ||
  (sources.includes(`\`${action.split('.')[0]}.\${`) && action.startsWith('invitation.'));

/** What using a permission leaves in the log: where it was done, and where it came to nothing. */
const events: Record<Permission, { done: AuditAction[]; refused: AuditAction[] } | null> = {
  // Reading leaves nothing; being kept out of it leaves `access.denied`, as everywhere.
  ...{ 'users.read': null, 'batches.read': null, 'devices.read': null, 'accounts.read': null },
  ...{ 'activity.read': null, 'staff.read': null, 'settings.read': null },
  'profile.write': {
    done: ['staff.password_changed', 'staff.renamed', 'session.stepped_up', 'session.ended'],
    refused: ['session.step_up_refused'],
  },
  'users.export': { done: ['users.exported'], refused: ['export.limit_reached'] },
  'batches.export': { done: ['batch.exported'], refused: ['export.limit_reached'] },
  'activity.export': { done: ['activity.exported'], refused: ['export.limit_reached'] },
  'users.auto_login': {
    done: ['auto_login.requested', 'auto_login.opened'],
    refused: [
      'auto_login.denied',
      'auto_login.held',
      'auto_login.failed',
      'auto_login.unconfirmed',
    ],
  },
  'users.write': {
    done: ['user.add_requested', 'user.added'],
    refused: ['user.add_failed', 'user.add_unconfirmed'],
  },
  'batches.write': {
    done: ['batch.created', 'batch.cancelled', 'batch.finished'],
    refused: ['batch.chunk_refused', 'batch.chunk_unanswered', 'batch.paused'],
  },
  'connections.write': {
    done: ['connection.open_requested', 'connection.opened', 'connection.close_requested'],
    refused: ['connection.opened', 'connection.closed'],
  },
  'connections.end_others': { done: ['connection.closed'], refused: ['connection.closed'] },
  'passwords.write': {
    done: ['password.stored', 'password.forgotten'],
    refused: ['access.step_up_required'],
  },
  'approvals.decide': {
    done: ['approval.given', 'approval.declined'],
    refused: ['approval.own_decision_denied', 'approval.step_up_required'],
  },
  'staff.write': {
    done: [
      'role.added',
      'role.changed',
      'role.deleted',
      'staff.invited',
      'staff.changed',
      'staff.deleted',
      'staff.signed_out',
    ],
    refused: ['access.step_up_required'],
  },
  'accounts.write': {
    done: ['account.policy_changed', 'account.added', 'account.changed', 'account.deleted'],
    refused: ['access.step_up_required', 'account.secret_refused'],
  },
  'accounts.test': { done: ['account.tested'], refused: ['access.step_up_required'] },
};

describe('every permission has its events (N69)', () => {
  it.each(permissions)('%s', (permission) => {
    const named = events[permission];
    const isReading = permission.endsWith('.read');
    expect(named === null).toBe(isReading);
    const all = [...(named?.done ?? []), ...(named?.refused ?? []), 'access.denied'];
    expect(all.filter((action) => !isRecorded(action))).toEqual([]);
  });
});

describe('the actions of the audit log', () => {
  it('are all recorded somewhere', () => {
    expect(declared.length).toBeGreaterThan(70);
    expect(declared.filter((action) => !isRecorded(action))).toEqual([]);
  });

  it('each have a text that starts with a capital and ends without a full stop', () => {
    const outcomes = ['success', 'failure', 'denied', 'unknown'] as const;
    const texts = declared.flatMap((action) =>
      outcomes.map((outcome) => describeAction({ action, outcome })),
    );
    expect(texts.filter((text) => !/^[A-Z].*[^.]$/.test(text))).toEqual([]);
  });

  it('are each found by a filter', () => {
    const isFound = (action: string) =>
      actionGroups.some(({ value }) =>
        value.endsWith('.') ? action.startsWith(value) : action.endsWith(value),
      );
    expect(declared.filter((action) => !isFound(action))).toEqual([]);
  });

  it('have a filter for each, under which there is at least one', () => {
    const empty = actionGroups.filter(
      ({ value }) =>
        !declared.some((action) =>
          value.endsWith('.') ? action.startsWith(value) : action.endsWith(value),
        ),
    );
    expect(empty).toEqual([]);
  });

  it('that reached a limit are found together', () => {
    expect(limitsReached.toSorted()).toEqual(
      declared.filter((action) => action.endsWith('.limit_reached')).toSorted(),
    );
  });

  it('that are a request are told apart from their results', () => {
    expect(declared.filter(isRequest)).toEqual([
      'access.step_up_required',
      'account.key_requested',
      'approval.step_up_required',
      'auto_login.step_up_required',
      'auto_login.requested',
      'batch.chunk_requested',
      'connection.open_requested',
      'connection.close_requested',
      'user.add_requested',
    ]);
  });
});
