import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts the failed ones by name, and those that passed at a second try
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} failures
 * @property {string[]} unsteady
 * @property {string[]} [files] those with a failure, where they can be run again by name
 */

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
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    failures,
    unsteady: [],
    files: files.filter(({ status }) => status === 'failed').map(({ name }) => name),
  };
}

/**
 * @param {string} report the JSON report of Playwright
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { stats, suites = [] } = read(report);
  const { expected = 0, unexpected = 0, flaky = 0 } = stats ?? {};
  const specs = suites.flatMap(specsOf);
  /** @param {string} status */
  const named = (status) =>
    specs
      .filter(({ tests }) => tests.some((test) => test.status === status))
      .map(({ file, title }) => `${file}: ${title}`);
  return {
    passed: expected + flaky,
    failed: unexpected,
    failures: named('unexpected'),
    unsteady: named('flaky'),
  };
}

/**
 * @typedef {object} Suite
 * @property {Suite[]} [suites]
 * @property {{ title: string, file: string, tests: { status: string }[] }[]} [specs]
 */

/**
 * @param {Suite} suite
 * @returns {NonNullable<Suite['specs']>}
 */
function specsOf({ suites = [], specs = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/** @param {string} report */
function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
}
