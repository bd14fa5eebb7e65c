import { spawn, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';
import { settingsFreeEnvironment } from './settings-free-environment.mjs';

/**
 * Faults that someone could make, one at a time in a copy of the project, and the tests that must
 * notice. A fault that no test notices fails this command.
 *
 * @typedef {{ fault: string, file: string, from: string, to: string, tests: string }} Mutant
 */

/** @type {Mutant[]} */
const mutants = [
  {
    fault: 'a route forgets the permission check',
    file: 'lib/server/http/route.ts',
    from: '  await requirePermission(actor, permission, { call });\n',
    to: '',
    tests: 'tests/api/staff.test.ts',
  },
  {
    fault: 'a page forgets the permission check',
    file: 'app/(dashboard)/users/page.tsx',
    from: "requireStaff('users.read')",
    to: 'requireStaff()',
    tests: 'tests/components/shell/nav-items.test.ts',
  },
  {
    fault: 'a disabled person’s session goes on',
    file: 'lib/server/auth/sessions.ts',
    from: 'sessionHolds(), eq(staffMembers.isDisabled, false)));\n  if (!row)',
    to: 'sessionHolds()));\n  if (!row)',
    tests: 'tests/api/staff.test.ts',
  },
  {
    fault: 'a password is logged',
    file: 'lib/server/vault/seal.ts',
    from: '  const nonce = randomBytes(NONCE_BYTES);\n',
    to: '  const nonce = randomBytes(NONCE_BYTES);\n  globalThis.resellerDeskLog?.info({ note: text.toString() }, "sealed");\n',
    tests: 'tests/faults/n37-confidential.test.ts',
  },
  {
    fault: 'a vendor’s redirect is followed',
    file: 'lib/server/upstreams/channel/request-json.ts',
    from: '  const { status, headers } = raw;\n',
    to: '  const { status, headers } = raw;\n  if (headers.location) await fetch(new URL(String(headers.location), call.url)).catch(() => null);\n',
    tests: 'tests/faults/n49-redirects.test.ts',
  },
  {
    fault: 'adding a user is repeated when the answer is lost',
    file: 'lib/server/users/add-user.ts',
    from: '    await client.addUser(input);\n',
    to: '    await client.addUser(input).catch(() => client.addUser(input));\n',
    tests: 'tests/api/users-add.test.ts',
  },
  {
    fault: 'a secret isn’t bound to its place',
    file: 'lib/server/vault/seal.ts',
    from: '.setAAD(additionalData);',
    to: '.setAAD(Buffer.alloc(0));',
    tests: 'tests/lib/server/vault/seal.test.ts',
  },
  {
    fault: 'simultaneous sign-ins of one person don’t wait for each other',
    file: 'lib/server/sign-in-as/admit-auto-login.ts',
    from: '  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);\n',
    to: '  void lock;\n',
    tests: 'tests/api/auto-login-limit.test.ts',
  },
  {
    fault: 'simultaneous sign-ins as one user don’t wait for each other',
    file: 'lib/server/users/sign-in-attempts.ts',
    from: '  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${lock}))`);\n',
    to: '  void lock;\n',
    tests: 'tests/lib/server/users/sign-in-attempts.test.ts',
  },
  {
    fault: 'an answer may be cached',
    file: 'lib/server/http/answers.ts',
    from: "      'cache-control': 'no-store',\n",
    to: '',
    tests: 'tests/lib/server/http/answers.test.ts',
  },
  {
    fault: 'the audit log can be changed',
    file: 'lib/server/db/migrations/0001_audit-append-only.sql',
    from: 'BEFORE UPDATE OR DELETE ON',
    to: 'BEFORE DELETE ON',
    tests: 'tests/lib/server/db/audit-log-rights.test.ts tests/api/activity.test.ts',
  },
  {
    fault: 'someone confined sees every account',
    file: 'lib/server/policies/permissions.ts',
    from: 'return accountIds === null || accountIds.includes(accountId);',
    to: 'return accountIds === null || accountId !== "";',
    tests: 'tests/api/account-scope.test.ts',
  },
  {
    fault: 'a role is given that allows more than the giver’s',
    file: 'lib/server/staff/lock-staff.ts',
    from: '  if (missing === undefined) return;\n',
    to: '  if (missing === undefined || missing) return;\n',
    tests: 'tests/api/roles.test.ts',
  },
  {
    fault: 'an identity is connected by its address',
    file: 'lib/server/auth/single-sign-on.ts',
    from: "  if (!staff) return 'identity_not_connected';\n",
    to: '  if (!staff) return (await tx.select().from(staffMembers).where(eq(staffMembers.email, email)))[0]!;\n',
    tests: 'tests/api/single-sign-on.test.ts',
  },
];

requireNode();
installPackages();

const copy = mkdtempSync(join(tmpdir(), 'reseller-desk-mutants-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
for (const file of tracked.split('\0').filter(Boolean)) {
  cpSync(join(root, file), join(copy, file), { recursive: true });
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** @param {string} tests */
function failedTests(tests) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const parameters = ['run', '--reporter=json', `--outputFile=${report}`, ...tests.split(' ')];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', ...parameters], {
      cwd: copy,
      env: settingsFreeEnvironment(),
      stdio: 'ignore',
    });
    child.once('close', () => {
      const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
      resolve({ failed: numFailedTests, passed: numPassedTests });
    });
  });
}

let isGood = true;
// With a word, only those faults: `npm run test:mutants -- session`.
const word = process.argv[2] ?? '';
const chosen = mutants.filter(({ fault }) => fault.includes(word));
const all = [...new Set(chosen.flatMap(({ tests }) => tests.split(' ')))].join(' ');
const before = await failedTests(all);
if (before.failed > 0 || before.passed === 0) {
  console.log(`Without any fault, ${before.failed} tests fail. Mend them first.`);
  process.exit(1);
}
for (const { fault, file, from, to, tests } of chosen) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no “${from.trim()}” any more.`);
  writeFileSync(path, text.replaceAll(from, to));
  const { failed } = await failedTests(tests);
  writeFileSync(path, text);
  if (failed === 0) isGood = false;
  console.log(
    `${failed > 0 ? 'noticed' : 'MISSED '}  ${fault} (${failed} tests, ${dirname(file)})`,
  );
}
process.exitCode = isGood ? 0 : 1;
