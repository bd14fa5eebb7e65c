import { afterEach, expect, it } from 'vitest';
import { checkForwardFiles } from '@/lib/server/audit/forward-tls';
import { resetEnv } from '@/lib/server/env';
import { makeCertificate } from '@/tests/support/certificates';
import { authorityFile, pemFile } from '@/tests/support/log-receivers';

afterEach(() => {
  for (const name of ['CA', 'CERT', 'KEY']) delete process.env[`AUDIT_FORWARD_${name}_FILE`];
  resetEnv();
});

function check(settings: Record<string, string>): void {
  Object.assign(process.env, settings);
  resetEnv();
  checkForwardFiles();
}

it('certificate files that can be used let the server start', () => {
  const desk = makeCertificate('desk');
  check({
    AUDIT_FORWARD_CA_FILE: authorityFile,
    AUDIT_FORWARD_CERT_FILE: pemFile('one.pem', desk.pem),
    AUDIT_FORWARD_KEY_FILE: pemFile('one-key.pem', desk.keyPem),
  });
});

it('one that is missing stops the start', () => {
  expect(() => check({ AUDIT_FORWARD_CA_FILE: '/nowhere/ca.pem' })).toThrow(
    'AUDIT_FORWARD_CA_FILE names a file that can’t be read.',
  );
});

it('a key of another certificate stops the start', () => {
  const files = {
    AUDIT_FORWARD_CERT_FILE: pemFile('one.pem', makeCertificate('desk').pem),
    AUDIT_FORWARD_KEY_FILE: pemFile('other-key.pem', makeCertificate('other').keyPem),
  };
  expect(() => check(files)).toThrow(
    'AUDIT_FORWARD_KEY_FILE names a file that isn’t in PEM, or doesn’t fit the other.',
  );
});
