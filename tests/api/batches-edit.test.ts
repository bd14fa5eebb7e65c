import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { POST as editBatch } from '@/app/api/batches/[id]/edit/route';
import { GET as getDraft, PATCH, PUT } from '@/app/api/batches/draft/route';
import type { EditedBatch, InvitationDraft } from '@/lib/contract/invitations';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { invitationDrafts } from '@/lib/server/db/schema';
import { claimRows, endRows, rowStates, startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
beforeEach(() => db().delete(invitationDrafts));

const path = '/api/batches/draft';
const put = (text: string) => desk.call(PUT, `PUT ${path}`, { as: 'manager', json: { text } });
const patch = (json: unknown) => desk.call(PATCH, `PATCH ${path}`, { as: 'manager', json });
const edit = (id: string, { json, as = 'manager' }: { json?: unknown; as?: Role } = {}) =>
  desk.call(editBatch, `POST /api/batches/${id}/edit`, { as, params: { id }, json });
const isEditable = async (response: Promise<Response>) =>
  ((await (await response).json()) as EditedBatch).isEditable;

async function draft(): Promise<InvitationDraft | null> {
  const response = await desk.call(getDraft, `GET ${path}`, { as: 'manager' });
  return response.status === 204 ? null : ((await response.json()) as InvitationDraft);
}

/** A list that was prepared, changed, and submitted as a batch that is still held. */
async function sentList(): Promise<string> {
  await put('email,seats\nann@x.example,3\nodd\n');
  await patch({
    changes: {
      rows: { 1: { isIncluded: false } },
      name: 'Spring',
      step: 'review',
      idempotencyKey: 'k',
    },
  });
  const id = await startBatch(['ann@x.example']);
  expect((await patch({ sentAs: id })).status).toBe(204);
  return id;
}

test('a submitted list is no longer a draft, and an undo restores it as it was prepared', async () => {
  const id = await sentList();
  expect(await draft()).toBeNull();
  expect(await isEditable(edit(id))).toBe(true);
  expect(await rowStates(id)).toEqual(['cancelled - 0']);
  expect(await draft()).toMatchObject({
    source: { kind: 'text', text: 'email,seats\nann@x.example,3\nodd\n' },
    // A different batch from the undone one: without its key, and not on the last step.
    changes: { rows: { 1: { isIncluded: false } }, name: 'Spring', step: 'check' },
  });
  expect((await draft())?.changes).not.toHaveProperty('idempotencyKey');
});

test('a second undo keeps the changes made since the first', async () => {
  const id = await sentList();
  await edit(id);
  await patch({ changes: { rows: {}, name: 'Summer', idempotencyKey: 'next' } });
  expect(await isEditable(edit(id))).toBe(true);
  expect((await draft())?.changes).toMatchObject({ name: 'Summer', idempotencyKey: 'next' });
});

test('a batch without its list becomes a list of its rows, for a colleague too', async () => {
  const id = await startBatch(['ann@x.example', '=b+c@x.example']);
  expect(await isEditable(edit(id))).toBe(true);
  expect((await draft())?.preview.rows).toMatchObject([
    { email: 'ann@x.example', seats: 1, verdict: 'ready' },
    { email: '=b+c@x.example', seats: 1, verdict: 'ready' },
  ]);
  // A text without a step counts as one that hasn't been read yet.
  expect((await draft())?.changes).toMatchObject({ step: 'check' });
});

test('undoing a batch keeps another draft unless it may be replaced', async () => {
  const id = await startBatch(['ann@x.example']);
  await put('zoe@y.example');
  expect(await isEditable(edit(id))).toBe(false);
  expect(await rowStates(id)).toEqual(['cancelled - 0']);
  expect((await draft())?.preview.rows[0]?.email).toBe('zoe@y.example');
  expect(await isEditable(edit(id, { json: { replace: true } }))).toBe(true);
  expect((await draft())?.preview.rows[0]?.email).toBe('ann@x.example');
});

test('nothing can be undone once a row is being sent, was sent, or may have been', async () => {
  const claimed = await startBatch(['ann@x.example', 'bob@x.example']);
  await claimRows(claimed, 1);
  const ended = await startBatch(['cy@x.example']);
  await endRows(ended, ['invited']);
  for (const id of [claimed, ended]) {
    const before = await rowStates(id);
    const response = await edit(id);
    expect(response.status).toBe(409);
    expect((await response.json()) as Problem).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('Sending has started') as string,
    });
    expect(await rowStates(id)).toEqual(before);
  }
  expect(await draft()).toBeNull();
});

test('a viewer can’t undo, and an unknown id is not found', async () => {
  const id = await startBatch(['ann@x.example']);
  expect((await edit(id, { as: 'technician' })).status).toBe(403);
  expect((await edit('%00')).status).toBe(404);
  expect(await rowStates(id)).toEqual(['pending - 0']);
});
