import { spawn } from 'node:child_process';
import { root } from '../install.mjs';
import { settingsFreeEnvironment } from '../settings-free-environment.mjs';

/** @typedef {{ name: string, isGood: boolean, seconds: number }} StepResult */

/**
 * Runs commands one after another under a heading; the first that fails ends the step.
 * @param {string} name
 * @param {string[][]} commands each a program of node_modules or of ours, with its parameters
 * @param {Record<string, string>} [variables]
 * @returns {Promise<StepResult>}
 */
export async function runStep(name, commands, variables = {}) {
  console.log(`\n── ${name}`);
  return runCommands(name, commands, variables, (text) => process.stdout.write(text));
}

/**
 * The same for a step that runs in parallel with others: its output is kept together and printed at
 * its end.
 * @param {string} name
 * @param {string[][]} commands
 * @returns {Promise<StepResult>}
 */
export async function runStepBeside(name, commands) {
  let said = `\n── ${name}\n`;
  const result = await runCommands(name, commands, {}, (text) => {
    said += text;
  });
  process.stdout.write(said);
  return result;
}

/**
 * @param {string} name
 * @param {string[][]} commands
 * @param {Record<string, string>} variables
 * @param {(text: string) => void} say
 * @returns {Promise<StepResult>}
 */
async function runCommands(name, commands, variables, say) {
  const startedAt = Date.now();
  let isGood = true;
  for (const command of commands) {
    isGood = (await run(command, variables, say)) === 0;
    if (!isGood) break;
  }
  const seconds = (Date.now() - startedAt) / 1000;
  say(`── ${name}: ${isGood ? 'good' : 'FAILED'} (${seconds.toFixed(1)} s)\n`);
  return { name, isGood, seconds };
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} variables
 * @param {(text: string) => void} say
 * @returns {Promise<number>}
 */
function run([program = '', ...parameters], variables, say) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...parameters], {
      cwd: root,
      env: { ...settingsFreeEnvironment(), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', say);
    }
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
