import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';
import { differences, productionOnly } from './sbom/production-only.mjs';

const file = process.argv[2] ?? 'sbom.cdx.json';
const parameters = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'];
const all = execFileSync('npm', [...parameters, '--sbom-type=application'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const sbom = productionOnly(JSON.parse(all), lock);
const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);

if (before) for (const line of differences(before, sbom)) console.log(line);
console.log(`${file}: ${sbom.components.length} packages`);
