import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { misuse } from './failure.mjs';

/**
 * A secret that is typed without being shown, or the first line of what is piped in. It is never a
 * parameter: others on the machine could see it, and the shell would keep it.
 * @param {string} question
 */
export async function askSecret(question) {
  const { stdin } = process;
  if (!stdin.isTTY) return (await text(stdin)).split('\n')[0]?.replace(/\r$/, '') ?? '';
  process.stderr.write(question);
  stdin.setRawMode(true);
  try {
    return await typed(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write('\n');
  }
}

/** @param {NodeJS.ReadStream} stdin */
async function typed(stdin) {
  let secret = '';
  for await (const chunk of stdin) {
    for (const key of String(chunk)) {
      if (key === '\r' || key === '\n' || key === '\u0004') return secret;
      if (key === '\u0003') throw misuse('Stopped. Nothing was done.');
      secret = key === '\u007f' || key === '\b' ? secret.slice(0, -1) : secret + key;
    }
  }
  return secret;
}

/**
 * @param {string} question
 * @param {string} instead what to do where no one can answer
 */
export async function confirm(question, instead) {
  if (!process.stdin.isTTY) throw misuse(`${question} No one can answer here. ${instead}`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
