import { describe, expect, it } from 'vitest';
import { parseSettings } from '@/lib/server/env';

const KEY = Buffer.alloc(32, 7).toString('base64');
const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

const signIn = {
  REMOTEIT_DEVELOPER_KEY: 'k',
  REMOTEIT_USERNAME: 'desk@reseller.example',
  REMOTEIT_PASSWORD: 'p',
};
const accessKey = { REMOTEIT_ACCESS_KEY_ID: 'KEY', REMOTEIT_SECRET_ACCESS_KEY: SECRET };

const provider = {
  OIDC_ISSUER: 'https://login.example/realms/desk',
  OIDC_CLIENT_ID: 'desk',
  OIDC_CLIENT_SECRET: 's',
};

describe('outgoing email', () => {
  const from = { MAIL_FROM: 'Desk <desk@example.com>' };
  const server = { host: 'mail.example', login: undefined };

  it('is off without a server', () => {
    expect(parseSettings({})).toMatchObject({ mail: undefined, checkpointMailTo: undefined });
  });

  it.each([
    ['smtps://mail.example', { ...server, port: 465, security: 'tls' }],
    ['smtp://mail.example', { ...server, port: 587, security: 'starttls' }],
    ['smtp://mail.example:2525/', { ...server, port: 2_525, security: 'starttls' }],
    ['smtp://localhost', { ...server, host: 'localhost', port: 25, security: 'none' }],
    ['smtp://[::1]:1025', { ...server, host: '::1', port: 1_025, security: 'none' }],
    [
      'smtps://desk%40example.com:p%2Fw%23@mail.example',
      {
        ...{ ...server, port: 465, security: 'tls' },
        login: { user: 'desk@example.com', password: 'p/w#' },
      },
    ],
  ])('%s', (SMTP_URL, expected) => {
    const { mail } = parseSettings({ SMTP_URL, ...from });
    expect(mail).toEqual({ ...expected, from: { name: 'Desk', address: 'desk@example.com' } });
  });

  it('takes a bare address as the sender', () => {
    const { mail } = parseSettings({
      SMTP_URL: 'smtps://mail.example',
      MAIL_FROM: 'desk@example.com',
    });
    expect(mail?.from).toEqual({ name: '', address: 'desk@example.com' });
  });

  it.each([
    [{ SMTP_URL: 'smtps://mail.example' }, /^MAIL_FROM is missing; it is required with SMTP_URL/],
    [{ ...from }, /^SMTP_URL is missing; it is required with MAIL_FROM/],
    [{ SMTP_URL: 'mail.example:25', ...from }, /^SMTP_URL must be a URL that starts with smtps:/],
    [
      { SMTP_URL: 'smtps://u:p/w@mail.example', ...from },
      /^SMTP_URL must be a URL: percent-encode/,
    ],
    [
      { SMTP_URL: 'smtps://mail.example?tls.rejectUnauthorized=false', ...from },
      /^SMTP_URL must have nothing after the host and port/,
    ],
    [{ SMTP_URL: 'smtps://user@mail.example', ...from }, /^SMTP_URL must have both a username/],
    [
      { SMTP_URL: 'smtps://u:%zz@mail.example', ...from },
      /^SMTP_URL must have a username and pass/,
    ],
    [
      { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'the desk' },
      /^MAIL_FROM must be an email addr/,
    ],
    [
      {
        SMTP_URL: 'smtps://mail.example',
        MAIL_FROM: 'Desk\r\nBcc: x@y.example <desk@example.com>',
      },
      /^MAIL_FROM must be an email address/,
    ],
    [
      { CHECKPOINT_MAIL_TO: 'audit@example.com' },
      /^SMTP_URL is missing; it is required with CHECK/,
    ],
    [{ CHECKPOINT_MAIL_TO: 'audit' }, /^CHECKPOINT_MAIL_TO must be an email address/],
  ])('%o is refused with a sentence', (given, message) => {
    expect(() => parseSettings(given)).toThrow(message);
  });
});

describe('single sign-on', () => {
  it('is off without an issuer', () => {
    expect(parseSettings({})).toMatchObject({ oidc: undefined, hasPasswordSignIn: true });
  });

  it('is read with its domains and roles', () => {
    const settings = parseSettings({
      ...provider,
      OIDC_ALLOWED_DOMAINS: 'Reseller.example, other.example',
      OIDC_DEFAULT_ROLE: 'viewer',
      OIDC_ROLE_CLAIM: 'groups',
      OIDC_ROLE_MAP: 'cn=desk;ou=x=technician, admins=administrator',
      PASSWORD_SIGN_IN: 'off',
    });
    expect(settings.hasPasswordSignIn).toBe(false);
    expect(settings.oidc).toEqual({
      issuer: 'https://login.example/realms/desk',
      clientId: 'desk',
      clientSecret: 's',
      allowedDomains: ['reseller.example', 'other.example'],
      defaultRole: 'viewer',
      roleClaim: 'groups',
      roleMap: { 'cn=desk;ou=x': 'technician', admins: 'administrator' },
    });
  });

  it.each([
    [{ ...provider, OIDC_CLIENT_SECRET: '' }, /^OIDC_CLIENT_SECRET /],
    [{ ...provider, OIDC_ISSUER: 'http://login.example' }, /^OIDC_ISSUER must start with https/],
    [{ ...provider, OIDC_DEFAULT_ROLE: 'owner' }, /^OIDC_DEFAULT_ROLE /],
    [{ ...provider, OIDC_ROLE_CLAIM: 'groups' }, /^OIDC_ROLE_MAP /],
    [{ ...provider, OIDC_ROLE_CLAIM: 'g', OIDC_ROLE_MAP: 'a=owner' }, /^OIDC_ROLE_MAP must be/],
    [{ PASSWORD_SIGN_IN: 'off' }, /^PASSWORD_SIGN_IN can’t be off without OIDC_ISSUER/],
  ])('stops the start in one line that names the variable: %j', (source, line) => {
    expect(() => parseSettings(source)).toThrow(line);
  });
});

describe('settings', () => {
  it('are all optional for the first start', () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({
      port: 3000,
      hostname: '127.0.0.1',
      appUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      remotepc: undefined,
      upstreamTimeoutMs: 30_000,
      inviteChunkSize: 50,
      inviteConcurrency: 4,
      usersFreshSeconds: 30,
      autoLoginHosts: ['login.remotepc.com'],
      remoteitHosts: ['rt3.io', 'remote.it'],
    });
  });

  it('take the public URL from PORT if APP_URL is unset, and its origin if it is set', () => {
    expect(parseSettings({ PORT: '4000' }).appUrl).toBe('http://localhost:4000');
    expect(parseSettings({ APP_URL: 'https://desk.example/' }).appUrl).toBe('https://desk.example');
    expect(parseSettings({ APP_URL: 'HTTPS://Desk.example:443' }).appUrl).toBe(
      'https://desk.example',
    );
    expect(parseSettings({ APP_URL: 'http://[::1]:4000' }).appUrl).toBe('http://[::1]:4000');
  });

  it('treat an empty variable as unset', () => {
    expect(parseSettings({ PORT: '', REMOTEPC_API_KEY: '' })).toMatchObject({
      port: 3000,
      remotepc: undefined,
    });
  });

  it('use the vendor’s address for an account without one', () => {
    expect(parseSettings({ REMOTEPC_API_KEY: 'k' }).remotepc).toEqual({
      apiKey: 'k',
      baseUrl: 'https://web1.remotepc.com/rpc-api/reseller/private',
    });
  });

  it('reach remote.it over v27 with a sign-in, over GraphQL with an access key, and with the key if both are set', () => {
    expect(parseSettings(signIn).remoteit).toEqual({
      api: 'v27',
      developerKey: 'k',
      username: 'desk@reseller.example',
      password: 'p',
      baseUrl: 'https://api.remot3.it/apv/v27',
    });
    const overGraphql = {
      api: 'graphql',
      accessKeyId: 'KEY',
      secretAccessKey: SECRET,
      graphqlUrl: 'https://api.remote.it/graphql/v1',
    };
    expect(parseSettings(accessKey).remoteit).toEqual(overGraphql);
    expect(parseSettings({ ...signIn, ...accessKey }).remoteit).toEqual(overGraphql);
  });

  it.each([
    [{ PORT: 'abc' }, /^PORT must be a whole number/],
    [{ PORT: '70000' }, /^PORT must be 65535 or less/],
    [{ APP_URL: 'desk.example' }, /^APP_URL must be a URL/],
    [{ APP_URL: 'ftp://desk.example' }, /^APP_URL must be a URL/],
    [{ APP_URL: 'https://desk.example/desk' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://desk.example//' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://desk.example/?' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://desk.example?x=1' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://desk.example/#' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://desk.example#top' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://ann:pw@desk.example' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://@desk.example' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https:desk.example' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://*.desk.example' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'https://a.example,https://b.example' }, /^APP_URL must be a scheme and a host/],
    [{ APP_URL: 'http://0.0.0.0:3000' }, /^APP_URL must be an address that people can open/],
    [{ APP_URL: 'http://[::]:3000' }, /^APP_URL must be an address that people can open/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must be/],
    [{ AUTH_SECRET: 'short' }, /^AUTH_SECRET must be 32 bytes/],
    [{ ENCRYPTION_KEY: Buffer.alloc(16).toString('base64') }, /^ENCRYPTION_KEY must be 32 bytes/],
    [{ ADMIN_EMAIL: 'nobody', ADMIN_PASSWORD: 'x'.repeat(15) }, /^ADMIN_EMAIL must be an email/],
    [
      { ADMIN_EMAIL: 'a@b.example', ADMIN_PASSWORD: 'short' },
      /^ADMIN_PASSWORD must have at least 15/,
    ],
    [{ ADMIN_EMAIL: 'a@b.example' }, /^ADMIN_PASSWORD is missing/],
    [{ REMOTEIT_DEVELOPER_KEY: 'k' }, /^REMOTEIT_USERNAME is missing/],
    [{ REMOTEPC_API_URL: 'http://evil.example/x' }, /^REMOTEPC_API_URL must start with https/],
    [{ REMOTEPC_API_URL: 'https://rpc.example/?a=b' }, /^REMOTEPC_API_URL must be without a query/],
    [{ UPSTREAM_TIMEOUT_MS: '0' }, /^UPSTREAM_TIMEOUT_MS must be 100 or more/],
    [{ INVITE_CHUNK_SIZE: '1.5' }, /^INVITE_CHUNK_SIZE must be a whole number/],
    [{ AUTO_LOGIN_HOSTS: 'https://login.remotepc.com' }, /^AUTO_LOGIN_HOSTS must be host names/],
    [{ TRUSTED_PROXY: 'nginx' }, /^TRUSTED_PROXY must be addresses/],
    [{ REMOTEIT_ACCESS_KEY_ID: 'K' }, /^REMOTEIT_SECRET_ACCESS_KEY is missing; .* REMOTEIT_ACCESS/],
    [{ REMOTEIT_SECRET_ACCESS_KEY: SECRET }, /^REMOTEIT_ACCESS_KEY_ID is missing; .* REMOTEIT_SEC/],
    [
      { REMOTEIT_ACCESS_KEY_ID: 'K"', REMOTEIT_SECRET_ACCESS_KEY: SECRET },
      /^REMOTEIT_ACCESS_KEY_ID/,
    ],
    [{ REMOTEIT_ACCESS_KEY_ID: 'K', REMOTEIT_SECRET_ACCESS_KEY: 'short' }, /^REMOTEIT_SECRET_ACC/],
    [{ AUDIT_SYSLOG_URL: 'udp://logs.example:514' }, /^AUDIT_SYSLOG_URL must be like syslog\+tls/],
    [{ AUDIT_SYSLOG_URL: 'syslog+tls://logs.example:70000' }, /^AUDIT_SYSLOG_URL must be like/],
    [{ AUDIT_FORWARD_URL: 'http://logs.example/in' }, /^AUDIT_FORWARD_URL must start with https/],
    [
      { AUDIT_FORWARD_URL: 'https://a:b@logs.example' },
      /^AUDIT_FORWARD_URL must be without a user/,
    ],
    [{ AUDIT_FORWARD_TOKEN: 'x' }, /^AUDIT_FORWARD_URL is missing; .* AUDIT_FORWARD_TOKEN\.$/],
    [
      { AUDIT_FORWARD_SECRET: 'sixteen letters!' },
      /^AUDIT_FORWARD_URL is missing; .* AUDIT_FORWARD_SECRET\.$/,
    ],
    [
      { AUDIT_FORWARD_CERT_FILE: '/a.pem' },
      /^AUDIT_FORWARD_KEY_FILE is missing; .* AUDIT_FORWARD_CERT_FILE\.$/,
    ],
    [{ REMOTEIT_GRAPHQL_URL: 'http://evil.example/x' }, /^REMOTEIT_GRAPHQL_URL must start with/],
  ])('name the bad variable in one line: %o', (source, message) => {
    expect(() => parseSettings(source)).toThrow(message);
  });

  it('contain only whether keys are set, so that printing them reveals no key', () => {
    const settings = parseSettings({ AUTH_SECRET: KEY, ENCRYPTION_KEY: KEY });
    expect(settings).toMatchObject({ hasAuthSecretVariable: true, hasEncryptionKeyVariable: true });
    expect(JSON.stringify(settings)).not.toContain(KEY);
  });
});

describe('the audit log', () => {
  const fileOf = (settings: Record<string, string>) =>
    parseSettings({ DATA_DIR: '/data', ...settings }).auditCheckpointFile;

  it('has a file of checkpoints for each database, whatever the password', () => {
    expect(fileOf({})).toBe('/data/audit/checkpoints.jsonl');
    expect(fileOf({ AUDIT_CHECKPOINT_FILE: '/mnt/worm/desk.jsonl' })).toBe('/mnt/worm/desk.jsonl');
    const one = fileOf({ DATABASE_URL: 'postgres://desk:a@db.example/one' });
    expect(one).toMatch(/^\/data\/audit\/checkpoints-[0-9a-f]{12}\.jsonl$/);
    expect(fileOf({ DATABASE_URL: 'postgres://desk:b@db.example/one?sslmode=require' })).toBe(one);
    expect(fileOf({ DATABASE_URL: 'postgres://desk:a@db.example/two' })).not.toBe(one);
    expect(fileOf({ DATABASE_URL: 'postgres://desk@/one?host=/run/postgresql' })).not.toBe(one);
  });

  it('is forwarded to private addresses, too, and without TLS only on this machine', () => {
    const { forwarding } = parseSettings({
      AUDIT_SYSLOG_URL: 'syslog+tls://[fd00::7]',
      AUDIT_FORWARD_URL: 'http://127.0.0.1:8080/in?key=1',
      AUDIT_FORWARD_TOKEN: 'token-1',
    });
    expect(forwarding).toEqual({
      syslog: { host: 'fd00::7', port: 6_514 },
      https: { url: 'http://127.0.0.1:8080/in?key=1', token: 'token-1', secret: undefined },
      files: { ca: undefined, cert: undefined, key: undefined },
      allowsPrivateWebhooks: false,
    });
  });

  it('needs its key if there are earlier ones, and a receiver with http', () => {
    expect(() => parseSettings({ AUDIT_KEY_PREVIOUS: KEY })).toThrow(
      'AUDIT_KEY is missing; it is required with AUDIT_KEY_PREVIOUS.',
    );
    expect(() => parseSettings({ AUDIT_KEY: 'short' })).toThrow(
      'AUDIT_KEY must be 32 bytes in base64.',
    );
    expect(() => parseSettings({ AUDIT_CHECKPOINT_URL: 'mailto:ann@x.example' })).toThrow(
      'AUDIT_CHECKPOINT_URL must be a URL that starts with http:// or https://.',
    );
  });
});
