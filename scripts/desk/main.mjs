import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { connectTo } from './api.mjs';
import { commands } from './commands.mjs';
import { exits, Failure, misuse } from './failure.mjs';
import { generalHelp, helpOf, linesOf } from './help.mjs';
import { createOutput } from './output.mjs';
import { readSettings } from './settings.mjs';

const common = {
  json: { type: 'boolean', help: 'print JSON, as the API returns it' },
  help: { type: 'boolean', short: 'h', help: 'explain this command' },
};

/**
 * @param {string[]} given what follows the program's name
 * @returns {Promise<number>} the exit code
 */
export async function main(given) {
  const isJson = given.includes('--json');
  try {
    return (await run(given)) ?? exits.good;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const problem = error.problem ?? { detail: error.message };
    process.stderr.write(isJson ? `${JSON.stringify(problem)}\n` : `desk: ${error.message}\n`);
    return error.exit;
  }
}

/** @param {string[]} given */
async function run(given) {
  const [first] = given;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    return void process.stdout.write(generalHelp(commands));
  }
  if (first === '--version') return void process.stdout.write(`${await version()}\n`);
  const name = nameIn(given);
  const command = commands[name];
  if (!command) throw unknownCommand(given);
  const options = { ...command.options, ...common };
  const { values, positionals } = parse(given.slice(name.split(' ').length), options, name);
  if (values.help) return void process.stdout.write(helpOf(name, { ...command, options }));
  checkParameters(name, command, positionals);
  const out = createOutput({ isJson: Boolean(values.json) });
  const api = command.isLocal ? undefined : connectTo(await readSettings());
  return command.run({ values, positionals, api, out, commands });
}

/** The longest command that it begins with: `users list`, or `invite`. @param {string[]} given */
function nameIn([first = '', second = '']) {
  return Object.hasOwn(commands, `${first} ${second}`) ? `${first} ${second}` : first;
}

/** @param {string[]} given */
function unknownCommand([first = '']) {
  const group = Object.keys(commands).filter((name) => name.startsWith(`${first} `));
  if (group.length > 0) return misuse(`Add what to do:\n${linesOf(commands, group)}`);
  return misuse(`There’s no command ${first}. desk --help lists them.`);
}

function parse(args, options, name) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence = ''] = error.message.split('. ');
    throw misuse(`${sentence.replace(/\.$/, '')}. desk ${name} --help lists what it takes.`);
  }
}

function checkParameters(name, { parameters = [] }, positionals) {
  const needed = parameters.filter((one) => !one.startsWith('['));
  if (positionals.length < needed.length) {
    throw misuse(`${needed[positionals.length]} is missing. desk ${name} --help explains it.`);
  }
  if (positionals.length > parameters.length) {
    throw misuse(
      `“${positionals[parameters.length]}” is too much. desk ${name} --help explains it.`,
    );
  }
}

async function version() {
  const file = new URL('../../package.json', import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')).version;
}
