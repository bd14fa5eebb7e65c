import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as ADMISSION } from '@/app/api/admission/route';
import { POST as SIGN_IN } from '@/app/api/auto-login/route';
import { POST as CREATE_BATCH } from '@/app/api/batches/route';
import { POST as IMPORT } from '@/app/api/stored-passwords/import/route';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as USERS } from '@/app/api/users/route';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { userList } from '@/lib/server/users/user-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { filesRun } from '@/tests/support/files-run';
import { sendAll } from '@/tests/support/send-all';

const username = 'ann@south.example';
const password = 'canary-Cust0mer-77';

const NOT_COUNTED =
  /^lib\/(?:sandbox|shared\/format|server\/(?:db\/|(?:env|setting-values|log|errors)\.ts))|\/errors\.ts$/;
const SERVERS = /^(?:app|lib\/server)\//;
/** `sendAll` does its work, without its clock. */
const WORKER = ['lib/server/worker/wake.ts', 'lib/server/worker/worker.ts'];

const page = readFileSync('docs/architecture.md', 'utf8');
const [, shared = '', ...walks] = page
  .slice(page.indexOf('## The walks'))
  .split(/^(?=- \*\*The gate|### )/m);

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  desk.sandbox.remotepc.state.addUser({ username, password });
  // Reads the list, which is saved after the answer, and brings its order about.
  await search('south');
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await storePassword();
});
afterAll(() => desk.close());

const expectStatus = async (answer: Promise<Response>, status: number) => {
  const response = await answer;
  expect(response.status).toBe(status);
  return response;
};
const search = (word: string) =>
  expectStatus(desk.call(USERS, `GET /api/users?search=${word}`), 200);

async function sendBatch(): Promise<void> {
  const json = { rows: [{ email: 'bob@south.example', seats: 1 }], holdSeconds: 0 };
  const created = await expectStatus(desk.call(CREATE_BATCH, 'POST /api/batches', { json }), 202);
  await sendAll(((await created.json()) as { id: string }).id);
}

const storePassword = () =>
  expectStatus(
    desk.call(STORE, 'PUT /api/stored-passwords', { json: { username, password } }),
    204,
  );

async function storeList(): Promise<void> {
  await expectStatus(desk.call(ADMISSION, 'GET /api/admission?to=passwords'), 204);
  const json = { text: `email,password\n${username},${password}` };
  for (const mode of ['check', 'store']) {
    const line = `POST /api/stored-passwords/import?mode=${mode}`;
    await expectStatus(desk.call(IMPORT, line, { json }), 200);
  }
}

const signIn = () =>
  expectStatus(desk.call(SIGN_IN, 'POST /api/auto-login', { form: { username } }), 303);

describe('docs/architecture.md lists the files that run', () => {
  it.each([
    ['A batch from form to settled row', sendBatch],
    ['A password into the vault', storePassword],
    ['The same from a list', storeList],
    ['A sign-in out to RemotePC', signIn],
    ['A search word to painted rows', () => search('ann')],
  ] as const)('%s', async (title, walk) => {
    const listed = listedFor(title);
    const ran = (await filesRun(walk)).filter((file) => !NOT_COUNTED.test(file));
    const mustRun = listed.filter((file) => SERVERS.test(file) && !WORKER.includes(file));
    expect({
      missing: listed.filter((file) => !existsSync(file)),
      notRun: mustRun.filter((file) => !ran.includes(file)),
      notListed: ran.filter((file) => !listed.includes(file)),
    }).toEqual({ missing: [], notRun: [], notListed: [] });
    expect(countsOf(title)).toEqual({ heading: listed.length, table: listed.length });
  });
});

const sectionOf = (title: string) => walks.find((walk) => walk.startsWith(`### ${title}`)) ?? '';

function countsOf(title: string): { heading: number; table: number } {
  const heading = /: (\d+) files/.exec(sectionOf(title))?.[1];
  const row = page.split('\n').find((line) => line.startsWith(`| ${title}`));
  return { heading: Number(heading), table: Number(row?.split('|')[2]) };
}

/** The files of a section, with those of the shared parts that it names. */
function listedFor(title: string): string[] {
  const parts = [...shared.matchAll(/^- \*\*(.+)\.\*\* (.+)$/gm)];
  const text = parts.reduce(
    (section, [, name = '', files = '']) => section.replaceAll(name.toLowerCase(), files),
    sectionOf(title),
  );
  const listed = [...text.matchAll(/`([\w/-]+\/)`: ([\w-]+(?:, [\w-]+)*)/g)].flatMap(
    ([, folder = '', names = '']) => names.split(', ').map((name) => fileAt(folder + name)),
  );
  return [...new Set(listed)];
}

function fileAt(path: string): string {
  return ['.ts', '.tsx', '.mjs'].map((end) => path + end).find(existsSync) ?? path;
}
