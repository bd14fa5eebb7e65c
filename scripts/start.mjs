import { installPackages, requireNode } from './install.mjs';
import { runTypeScript } from './run-typescript.mjs';

requireNode();
installPackages();
runTypeScript('scripts/serve.ts', process.argv.slice(2));
