import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { permissions } from '@/lib/shared/permissions';
import { actionGroups, describeAction, isRequest, limitsReached } from '@/lib/shared/audit-actions';
import { permissionEvents } from '@/tests/support/permission-events';

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

describe('every permission has its events (N69)', () => {
  it.each(permissions)('%s', (permission) => {
    const named = permissionEvents[permission];
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
