/**
 * @typedef {{ name: string, version: string, 'bom-ref': string }} Component
 * @typedef {{ ref: string, dependsOn: string[] }} Dependency
 * @typedef {object} Sbom
 * @property {{ timestamp: string, component: Component }} metadata
 * @property {Component[]} components
 * @property {Dependency[]} dependencies
 *
 * @typedef {{ name?: string, version?: string, dev?: boolean, dependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} LockFile
 */

/**
 * The bill of what production installs. npm's own `--omit dev` also leaves out what both production
 * and a development tool need, such as React.
 * @param {Sbom} sbom of everything
 * @param {LockFile} lock
 * @returns {Sbom}
 */
export function productionOnly(sbom, lock) {
  const kept = new Set(
    Object.entries(lock.packages).flatMap(([path, { name, version, dev }]) => {
      if (path === '' || dev) return [];
      return [`${name ?? path.split('node_modules/').at(-1)}@${version}`];
    }),
  );
  const root = sbom.metadata.component;
  const { name = root.name } = lock.packages[''] ?? {};
  const own = new Set(
    Object.entries(lock.packages['']?.dependencies ?? {}).map((one) => one.join('@')),
  );
  return {
    ...sbom,
    // npm names it after the folder.
    metadata: { ...sbom.metadata, component: { ...root, name } },
    components: sbom.components.filter((component) => kept.has(component['bom-ref'])),
    dependencies: sbom.dependencies.flatMap(({ ref, dependsOn }) => {
      const isOurs = ref === root['bom-ref'];
      if (!isOurs && !kept.has(ref)) return [];
      const among = isOurs ? own : kept;
      return [{ ref, dependsOn: dependsOn.filter((one) => among.has(one)) }];
    }),
  };
}

/**
 * What was added, removed or changed from one bill to the next, a line for each.
 * @param {Sbom | null} before
 * @param {Sbom} after
 */
export function differences(before, after) {
  const listed = (/** @type {Sbom | null} */ sbom) =>
    new Set(sbom?.components.map(({ name, version }) => `${name} ${version}`));
  const [old, current] = [listed(before), listed(after)];
  return [
    ...[...old].filter((one) => !current.has(one)).map((one) => `- ${one}`),
    ...[...current].filter((one) => !old.has(one)).map((one) => `+ ${one}`),
  ];
}
