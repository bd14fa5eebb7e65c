import { expect } from 'vitest';
import { NextRequest } from 'next/server';
import { POST as BILLED } from '@/app/api/statements/[id]/billed/route';
import type { UpstreamUser } from '@/lib/contract/users';
import { saveUpstreamList } from '@/lib/server/accounts/upstream-list';
import type { Handler } from '@/lib/server/http/route';
import { recordSeats } from '@/lib/server/users/record-seats';
import type { TestDesk } from './call-route';

/** `ann@north.example 5/2`: a user with 5 seats, of which 2 are used. */
function userIn(text: string): UpstreamUser {
  const [, username = '', seats, used] = /^(\S+) (\d+)\/(\d+)$/.exec(text) ?? [];
  return {
    ...{ username, seats: Number(seats), seatsUsed: Number(used) },
    ...{ isActive: true, createdOn: '2026-01-31' },
  };
}

/** As after the sandbox's list was fetched on that day. */
export async function readOn(day: string, users: readonly string[]): Promise<void> {
  const accountId = 'rpc_sandbox';
  const items = users.map(userIn);
  const moment = new Date(`${day}T08:00:00Z`);
  const times = { askedAt: moment, fetchedAt: moment };
  await saveUpstreamList({ accountId, kind: 'users', items, gaps: [], ...times });
  await recordSeats(accountId, items, moment);
}

/** Posts a CSV as it is: `call` writes JSON only. */
export async function postBilled(
  desk: TestDesk,
  id: string,
  csv: string,
  status = 200,
): Promise<unknown> {
  const withCsv: Handler = (request, context) => {
    const headers = new Headers(request.headers);
    headers.set('content-type', 'text/csv');
    return BILLED(new NextRequest(request.url, { method: 'POST', headers, body: csv }), context);
  };
  const line = `POST /api/statements/${id}/billed`;
  const response = await desk.call(withCsv, line, { as: 'manager', params: { id } });
  const text = await response.text();
  expect(response.status, text).toBe(status);
  return JSON.parse(text);
}
