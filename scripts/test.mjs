import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installChromium } from './check/chromium.mjs';
import { countPlaywright, countVitest } from './check/count-tests.mjs';
import { findOwnPostgres } from './check/own-postgres.mjs';
import { runStep } from './check/run-step.mjs';
import { checkStatically } from './check/static.mjs';
import { installPackages, requireNode, root } from './install.mjs';

requireNode();
installPackages();
installChromium();

const reports = mkdtempSync(join(tmpdir(), 'reseller-desk-reports-'));
/** @type {import('./check/run-step.mjs').StepResult[]} */
const steps = [];
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const unsteady = [];

/** @param {string} name */
const tool = (name) => join('node_modules', name);
const MOST_FILES_AGAIN = 3;
const vitest = [tool('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json'];

/** @param {import('./check/run-step.mjs').StepResult} step */
function note(step) {
  steps.push(step);
  if (!step.isGood) total.failed += 1;
  return step.isGood;
}

/**
 * A step that runs tests: each test counts. A step that fails without a failed test (for example,
 * it didn't even load) counts as one.
 * @param {import('./check/run-step.mjs').StepResult} step
 * @param {import('./check/count-tests.mjs').Counts} counted
 */
function noteTests(step, counted) {
  steps.push(step);
  total.passed += counted.passed;
  total.failed += step.isGood ? counted.failed : Math.max(counted.failed, 1);
  failures.push(...counted.failures);
  unsteady.push(...counted.unsteady);
}

/**
 * If only a few files failed, they are run again: a machine that stalls for seconds can fail any
 * test that uses processes and sockets. What passes then is listed at the end, to be fixed.
 * @param {string} name
 * @param {string[]} parameters
 * @param {Record<string, string>} [variables]
 */
async function runVitest(name, parameters = [], variables = {}) {
  /** @param {string} title @param {string[]} given */
  const run = async (title, given) => {
    const report = join(reports, `${title.replaceAll(/\W+/g, '-')}.json`);
    const command = [...vitest, `--outputFile.json=${report}`, ...given];
    const step = await runStep(title, [command], variables);
    return { step, counted: countVitest(report) };
  };
  const first = await run(name, parameters);
  const { files = [], failed, passed, failures: unsure } = first.counted;
  if (first.step.isGood || files.length === 0 || files.length > MOST_FILES_AGAIN) {
    return noteTests(first.step, first.counted);
  }
  const again = await run(`Retry of failed tests: ${name}`, files);
  if (!again.step.isGood) return noteTests(first.step, first.counted);
  const seconds = first.step.seconds + again.step.seconds;
  noteTests(
    { name, isGood: true, seconds },
    { passed: passed + failed, failed: 0, failures: [], unsteady: unsure },
  );
}

/**
 * Where an older PostgreSQL could differ: anything with its own SQL (locks, queues, triggers,
 * privileges, sums, searches). What only reads and writes rows uses the same statements everywhere.
 */
const SQL_OF_ITS_OWN = [
  ...[
    ...['accounts/upstream-list', 'audit/retention', 'audit/seal', 'invitations', 'vault/rotate'],
    ...['db/audit-log-rights', 'db/client', 'db/migrate.test', 'db/plans', 'worker'],
    ...['notifications/deliveries', 'notifications/summaries', 'webhooks/deliveries'],
  ].map((path) => `tests/lib/server/${path}`),
  ...[
    ...['activity.test', 'activity-long-log', 'alarms', 'approvals.test', 'auto-login-limit'],
    ...['batches.test', 'guess-limits', 'overview.test', 'seats-changes', 'sign-in-sessions'],
    ...['staff.test', 'statements'],
  ].map((name) => `tests/api/${name}`),
];

for (const step of await checkStatically()) note(step);

await runVitest('Unit and handler tests, embedded PostgreSQL');

const own = findOwnPostgres();
if (own) {
  await runVitest(
    `Database tests, this machine's PostgreSQL ${own.version}`,
    ['--project=server', '--project=apart', ...SQL_OF_ITS_OWN],
    { TEST_POSTGRES_BIN: own.folder },
  );
} else {
  console.log(
    '\n── No other PostgreSQL is installed, so the database tests ran only on the embedded one.',
  );
}

if (note(await runStep('Build', [['scripts/run.mjs', 'scripts/build.ts']]))) {
  if (own) {
    await runVitest(
      'Two servers, and PostgreSQL with a standby, killed in turn',
      ['--project=cluster'],
      { TEST_CLUSTER: 'yes' },
    );
  }
  const report = join(reports, 'end-to-end.json');
  const step = await runStep(
    'End-to-end tests in Chromium',
    [[tool('@playwright/test/cli.js'), 'test', '--reporter=list,json']],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  );
  noteTests(step, countPlaywright(report));
}
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, isGood, seconds } of steps) {
  console.log(`${isGood ? 'good  ' : 'FAILED'}  ${seconds.toFixed(1).padStart(6)} s  ${name}`);
}
// Last, so that anyone who sees only the end of a long log finds them.
for (const name of unsteady) {
  console.log(`passed only on the second try: ${name.replace(root, '')}`);
}
for (const name of failures) console.log(`failed: ${name.replace(root, '')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
