import { installPackages, requireNode } from './install.mjs';
import { runTypeScript } from './run-typescript.mjs';

const [file, ...parameters] = process.argv.slice(2);
if (!file) {
  console.error('Usage: node scripts/run.mjs <file.ts> [parameters]');
  process.exit(1);
}
requireNode();
installPackages();
runTypeScript(file, parameters);
