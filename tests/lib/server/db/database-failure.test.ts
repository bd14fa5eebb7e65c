import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { CommitLostError } from '@/lib/server/db/client';
import { NothingDoneError } from '@/lib/server/db/errors';
import { explainError } from '@/lib/server/explain-error';
import { statusOf } from '@/lib/server/http/problem';

function ofPostgres(code: string): DatabaseError {
  return Object.assign(new DatabaseError('canary', 6, 'error'), { code });
}

const ofNode = (code: string) => Object.assign(new Error('canary 10.0.0.7'), { code });
const while_ = (query: string, cause: Error) => new DrizzleQueryError(query, ['canary'], cause);

const insert = 'insert into "batches" values ($1)';
const cutOff = new Error('Connection terminated unexpectedly');

describe('the response when the database fails', () => {
  it.each([
    ['its disk is full', while_(insert, ofPostgres('53100')), 507, 'storage_full', null],
    ['the server’s disk is full', ofNode('ENOSPC'), 507, 'storage_full', null],
    ['the quota is used up', ofNode('EDQUOT'), 507, 'storage_full', null],
    ['it is out of memory', while_(insert, ofPostgres('53200')), 503, 'unavailable', 5],
    ['it has no connection left', ofPostgres('53300'), 503, 'unavailable', 5],
    ['a statement took too long', while_(insert, ofPostgres('57014')), 503, 'unavailable', 5],
    ['two waited for each other', while_(insert, ofPostgres('40P01')), 503, 'unavailable', 5],
    ['it takes no changes', while_(insert, ofPostgres('25006')), 503, 'unavailable', 5],
    ['it is starting', ofPostgres('57P03'), 503, 'unavailable', 5],
    ['nothing listens', while_(insert, ofNode('ECONNREFUSED')), 503, 'unavailable', 5],
    ['its name is unknown', ofNode('ENOTFOUND'), 503, 'unavailable', 5],
    [
      'no connection came in time',
      new Error('timeout exceeded when trying to connect'),
      503,
      'unavailable',
      5,
    ],
    ['a read was cut off', while_('select 1', cutOff), 503, 'unavailable', 5],
    ['a transaction was cut off', new NothingDoneError(cutOff), 503, 'unavailable', 5],
    ['a write was cut off', while_(insert, cutOff), 503, 'outcome_unknown', null],
    [
      'it was shut down meanwhile',
      while_(insert, ofPostgres('57P01')),
      503,
      'outcome_unknown',
      null,
    ],
    ['a commit was cut off', new CommitLostError(cutOff), 503, 'outcome_unknown', null],
    ['a commit met a full disk', while_('commit', ofPostgres('53100')), 507, 'storage_full', null],
    ['a value is refused', while_(insert, ofPostgres('23514')), 500, 'internal', null],
  ] as const)('%s', (_what, error, status, code, retryAfter) => {
    const answered = explainError(error);
    expect([statusOf(answered), answered.code]).toEqual([status, code]);
    expect(answered.retryAfterSeconds ?? null).toBe(retryAfter);
    expect(answered.detail).not.toContain('canary');
  });

  it('never suggests trying again if a repetition could have a second effect', () => {
    const { detail } = explainError(new CommitLostError(cutOff));
    expect(detail).not.toMatch(/try again/i);
    expect(detail).toContain('Check the list or the audit log before you repeat it');
  });
});
