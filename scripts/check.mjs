import { checkStatically } from './check/static.mjs';
import { installPackages, requireNode } from './install.mjs';

requireNode();
installPackages();

const results = await checkStatically();
process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
