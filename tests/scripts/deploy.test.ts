import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const chart = 'deploy/helm/reseller-desk';
const read = (path: string) => readFileSync(path, 'utf8');

/**
 * A template as Helm would fill it in, with a word for every value. Helm can't be run here; what it
 * makes of conditions and functions isn't tested.
 */
function filledIn(name: string): unknown {
  const text = read(join(chart, 'templates', name))
    .replace(/^\s*\{\{-? (?:if|with|range|end)\b.*\}\}$\n/gm, '')
    .replace(/"\{\{.*\}\}"/g, 'image')
    .replace(/\{\{ int .*?\}\}/g, '1')
    .replace(/\{\{.*?\}\}/g, 'value');
  const [document, ...more] = parseAllDocuments(text);
  expect(document?.errors).toEqual([]);
  expect(more).toEqual([]);
  return document?.toJS();
}

/** The product's settings, as their files name them. */
const settings = new Set(
  [
    'env',
    ...readdirSync('lib/server').flatMap((name) => /^(.+-settings)\.ts$/.exec(name)?.[1] ?? []),
  ]
    .map((name) => read(`lib/server/${name}.ts`))
    .flatMap((text) => [...text.matchAll(/^ {2}([A-Z][A-Z\d_]+):/gm)].map(([, name]) => name)),
);
const unknown = (names: string[]) => names.filter((name) => !settings.has(name));

describe('the files in deploy/', () => {
  it('name only settings that the product has', () => {
    expect(settings.size).toBeGreaterThan(40);
    const compose = parse(read('deploy/compose/compose.yaml')) as {
      services: { desk: { environment: Record<string, string> } };
    };
    expect(unknown(Object.keys(compose.services.desk.environment))).toEqual([]);
    const dockerfile = read('deploy/Dockerfile');
    const inImage = [...dockerfile.matchAll(/^(?:ENV| {3}) ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(inImage).toEqual(['NODE_ENV', 'DATA_DIR', 'HOSTNAME']);
    const secret =
      /with ([A-Z_, ]+ENCRYPTION[^(]+)\(/.exec(read(`${chart}/values.yaml`))?.[1] ?? '';
    expect(unknown(secret.match(/[A-Z_]{4,}/g) ?? ['none'])).toEqual([]);
  });

  it('start two servers at once only where they share a database and keys', () => {
    const pod = filledIn('deployment.yaml') as Deployment;
    const [desk] = pod.spec.template.spec.containers;
    expect(desk?.envFrom).toEqual([{ secretRef: { name: 'value' } }]);
    const own = desk?.env.map(({ name }) => name).filter((name) => name !== 'value') ?? [];
    expect(own).toEqual([
      ...['APP_URL', 'HOSTNAME', 'PORT', 'DATA_DIR', 'TRUSTED_PROXY', 'METRICS_PORT'],
    ]);
    expect(unknown(own)).toEqual([]);
  });

  it('run the server as an ordinary user who can write only to its data', () => {
    const { securityContext, containers } = (filledIn('deployment.yaml') as Deployment).spec
      .template.spec;
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(containers[0]?.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
      '/var/lib/reseller-desk',
      '/tmp',
    ]);
    expect(read('deploy/Dockerfile')).toContain('\nUSER 1000:1000\n');
    const { desk } = (parse(read('deploy/compose/compose.yaml')) as Compose).services;
    expect(desk).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
  });

  it('ask the addresses that say whether a server lives and is ready', () => {
    const [desk] = (filledIn('deployment.yaml') as Deployment).spec.template.spec.containers;
    expect(desk?.livenessProbe.httpGet).toEqual({ path: '/api/health/live', port: 'http' });
    expect(desk?.readinessProbe.httpGet).toEqual({ path: '/api/health/ready', port: 'http' });
    expect(read('deploy/Dockerfile')).toContain('/api/health/ready');
  });

  it('select the pods of the deployment from the service and the disruption budget', () => {
    const { metadata, spec } = (filledIn('deployment.yaml') as Deployment).spec.template;
    expect(spec.containers[0]?.ports[0]).toEqual({ name: 'http', containerPort: 3000 });
    expect(filledIn('service.yaml')).toMatchObject({
      spec: { selector: metadata.labels, ports: [{ targetPort: 'http' }] },
    });
    expect(filledIn('poddisruptionbudget.yaml')).toMatchObject({
      kind: 'PodDisruptionBudget',
      spec: { maxUnavailable: 'value', selector: { matchLabels: metadata.labels } },
    });
    expect(filledIn('ingress.yaml')).toMatchObject({ kind: 'Ingress' });
  });

  it('name only values that the chart has, and its version', () => {
    const values = parse(read(`${chart}/values.yaml`)) as Record<string, unknown>;
    const used = readdirSync(`${chart}/templates`)
      .map((name) => read(join(chart, 'templates', name)))
      .flatMap((text) => [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path));
    expect(used.length).toBeGreaterThan(10);
    const missing = used.filter((path) => {
      const found = path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], values);
      return found === undefined;
    });
    expect(missing).toEqual([]);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(parse(read(`${chart}/Chart.yaml`))).toMatchObject({ version, appVersion: version });
  });
});

type Container = {
  env: { name: string }[];
  envFrom: unknown[];
  ports: { name: string; containerPort: number }[];
  securityContext: unknown;
  volumeMounts: { mountPath: string }[];
  livenessProbe: { httpGet: unknown };
  readinessProbe: { httpGet: unknown };
};
type Deployment = {
  spec: {
    template: {
      metadata: { labels: Record<string, string> };
      spec: { securityContext: unknown; containers: Container[] };
    };
  };
};
type Compose = { services: { desk: unknown } };
