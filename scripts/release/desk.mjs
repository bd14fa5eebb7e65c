// The first line of a release: `start`, the programs of its operator, and the commands that call
// the API.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];

const programs = {
  start: 'serve',
  staff: 'staff',
  vault: 'vault',
  audit: 'audit',
  backup: 'backup',
  doctor: 'doctor',
};

const HELP = `On the server:

  desk start     serve, until Ctrl-C or SIGTERM
  desk doctor    check this installation
  desk backup    create, verify or restore a backup
  desk staff     a new link for someone who can't sign in
  desk vault     status and rotation of the vault's keys
  desk audit     verify the whole audit log; its public key

Settings are variables, or lines of a file .env beside this program. DATA_DIR names the folder that
is written to. See docs/operations.md.

`;

/** @param {string} path */
const here = (path) => new URL(path, import.meta.url).href;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(
    `Node ${process.versions.node} is too old: ${OLDEST_NODE.join('.')} or newer is required (24 is recommended).`,
  );
  process.exit(1);
}

const [name, what] = process.argv.slice(2);
// Exports come from the API; what else is about the audit log, from the database.
const isProgram = Object.hasOwn(programs, name ?? '') && !(name === 'audit' && what === 'export');
if (isProgram) {
  // The product finds its own files from where it runs; people name theirs from where they are.
  const from = process.cwd();
  process.env.INIT_CWD ??= from;
  if (process.env.DATA_DIR) process.env.DATA_DIR = resolve(from, process.env.DATA_DIR);
  process.chdir(fileURLToPath(here('.')));
  process.argv.splice(2, 1);
  await import(here(`programs/${programs[name]}.mjs`));
} else {
  if ([undefined, 'help', '--help', '-h'].includes(name)) process.stdout.write(HELP);
  await import(here('scripts/desk.mjs'));
}
