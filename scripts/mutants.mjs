import { spawn, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installPackages, requireNode, root } from './install.mjs';
import { plantedFaults } from './planted-faults.mjs';
import { settingsFreeEnvironment } from './settings-free-environment.mjs';

/**
 * Makes each planted fault in a copy of the project and runs the tests that must notice. One that no
 * test notices fails this command.
 */
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
const chosen = plantedFaults.filter(({ fault }) => fault.includes(word));
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
