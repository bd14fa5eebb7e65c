import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, failures: string[] }} Counts the failed ones by name */

/**
 * @param {string} report the JSON report of Vitest
 * @returns {Counts}
 */
export function countVitest(report) {
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = read(report);
  /** @type {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }[]} */
  const files = testResults;
  const failures = files
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return failed.length > 0 ? failed.map(({ fullName }) => `${name}: ${fullName}`) : [name];
    });
  return { passed: numPassedTests, failed: numFailedTests, failures };
}

/**
 * @param {string} report the JSON report of Playwright
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { stats, suites = [] } = read(report);
  const { expected = 0, unexpected = 0, flaky = 0 } = stats ?? {};
  return { passed: expected, failed: unexpected + flaky, failures: suites.flatMap(failedSpecs) };
}

/**
 * @typedef {object} Suite
 * @property {Suite[]} [suites]
 * @property {{ ok: boolean, title: string, file: string }[]} [specs]
 */

/**
 * @param {Suite} suite
 * @returns {string[]}
 */
function failedSpecs({ suites = [], specs = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap(failedSpecs)];
}

/** @param {string} report */
function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
}
