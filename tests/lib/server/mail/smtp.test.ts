import { afterEach, describe, expect, it } from 'vitest';
import type { MailSettings } from '@/lib/server/mail-settings';
import { MailError } from '@/lib/server/mail/faults';
import { htmlPart, plainPart } from '@/lib/server/mail/layout';
import { deliver } from '@/lib/server/mail/smtp';
import { textOf } from '@/lib/server/mail/texts';
import { makeCertificate } from '@/tests/support/certificates';
import { freePort } from '@/tests/support/free-port';
import { startMailServer, startSilentServer, type MailServer } from '@/tests/support/mail-server';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(...given: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...given);
  open.push(server);
  return server;
}

const settings = (port: number, more: Partial<MailSettings> = {}): MailSettings => ({
  ...{ host: '127.0.0.1', port, security: 'none', login: undefined },
  from: { name: 'Desk', address: 'desk@example.com' },
  ...more,
});

const email = {
  id: 'mal_1',
  to: 'ann@desk.example',
  subject: 'Hi',
  text: 'Text',
  html: '<p>HTML</p>',
};

async function failure(where: MailSettings, more: { to?: string; deadlineMs?: number } = {}) {
  const { to = email.to, deadlineMs } = more;
  const delivery = { settings: where, host: 'desk.example', deadlineMs };
  const error: unknown = await deliver({ ...email, to }, delivery).catch((e: unknown) => e);
  if (!(error instanceof MailError)) throw new Error('It was delivered.');
  return error;
}

describe('encryption', () => {
  const certificate = makeCertificate('mail', { host: '127.0.0.1' });
  const withTls = { key: certificate.keyPem, cert: certificate.pem };

  it.each([
    ['tls', { ...withTls, secure: true }],
    ['starttls', { ...withTls, disabledCommands: ['AUTH'] }],
  ] as const)(
    'by %s, a certificate of an unknown authority is refused and nothing is sent',
    async (security, options) => {
      const server = await start({ options: { ...options, disabledCommands: ['AUTH'] } });
      const login = { user: 'desk', password: 'secret of the desk' };
      expect((await failure(settings(server.port, { security, login }))).fault).toBe(
        'tls_untrusted',
      );
      expect(server.received).toEqual([]);
    },
  );

  it('a server without STARTTLS gets neither the password nor a message', async () => {
    const seen: string[] = [];
    const server = await start({
      options: {
        disabledCommands: ['STARTTLS'],
        authOptional: true,
        allowInsecureAuth: true,
        onAuth: ({ password }, _session, done) => {
          seen.push(password ?? '');
          done(null, { user: 'desk' });
        },
      },
    });
    const login = { user: 'desk', password: 'secret of the desk' };
    const error = await failure(settings(server.port, { security: 'starttls', login }));
    expect(error).toMatchObject({ fault: 'tls_missing', isFinal: false, mayBeDelivered: false });
    expect(seen).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('TLS on a port that doesn’t speak it is reported as such', async () => {
    const server = await start();
    expect((await failure(settings(server.port, { security: 'tls' }))).fault).toBe('tls_failed');
  });
});

describe('says what is wrong', () => {
  it('with the password', async () => {
    const server = await start({ users: { desk: 'right' } });
    const login = { user: 'desk', password: 'wrong' };
    expect(await failure(settings(server.port, { login }))).toMatchObject({
      fault: 'login_refused',
      reply: 535,
      isFinal: false,
    });
    await deliver(email, {
      settings: settings(server.port, { login: { user: 'desk', password: 'right' } }),
      host: 'desk.example',
    });
    expect(server.last().user).toBe('desk');
  });

  it('with the host and the port', async () => {
    const port = await freePort();
    expect((await failure(settings(port))).fault).toBe('unreachable');
    expect((await failure(settings(port, { host: 'no-such-host.invalid' }))).fault).toBe(
      'no_such_host',
    );
  });

  it('with a server that never says anything', async () => {
    const server = await startSilentServer();
    open.push(server);
    const error = await failure(settings(server.port), { deadlineMs: 200 });
    expect(error).toMatchObject({ fault: 'timeout', mayBeDelivered: false });
  });

  it('with a server that takes the message and then hangs: it may have been delivered', async () => {
    const server = await start({ fates: [{ at: 'data', isHanging: true }] });
    const error = await failure(settings(server.port), { deadlineMs: 500 });
    expect(error).toMatchObject({ fault: 'answer_lost', mayBeDelivered: true });
    expect(server.received).toHaveLength(1);
  });

  it('with an address that would be more than one command, and never tries it again', async () => {
    const server = await start();
    const to = 'ann@desk.example>\r\nRCPT TO:<eve@evil.example';
    expect(await failure(settings(server.port), { to })).toMatchObject({
      fault: 'recipient_refused',
      isFinal: true,
    });
    expect(server.received).toEqual([]);
  });
});

describe('hostile and unusual names', () => {
  async function invitation(name: string, invitedBy = 'ann@desk.example', to = email.to) {
    const server = await start();
    const text = textOf(
      { kind: 'invitation', data: { name, invitedBy } },
      { link: { url: 'https://desk.example/set-up?token=t', minutes: 1_440 } },
    );
    const parts = {
      subject: text.subject,
      text: plainPart(text, 'https://desk.example'),
      html: htmlPart(text, 'https://desk.example'),
    };
    await deliver(
      { ...email, ...parts, to },
      { settings: settings(server.port), host: 'desk.example' },
    );
    return server.last();
  }

  it('line breaks add neither headers nor recipients nor a second message', async () => {
    const name = 'Ann\r\nBcc: eve@evil.example\r\n\r\n.\r\nMAIL FROM:<eve@evil.example>';
    const mail = await invitation(name, name);
    expect(mail.to).toEqual(['ann@desk.example']);
    const [head = ''] = mail.raw.split('\r\n\r\n');
    expect(head).not.toContain('evil.example');
    expect(mail.text).toContain(
      'Welcome, Ann Bcc: eve@evil.example . MAIL FROM:<eve@evil.example>',
    );
  });

  it('a subject with line breaks stays one header', async () => {
    const server = await start();
    await deliver(
      { ...email, subject: 'Hi\r\nBcc: eve@evil.example' },
      { settings: settings(server.port), host: 'desk.example' },
    );
    expect(server.last().raw).not.toMatch(/^Bcc:/im);
    expect(server.last().to).toEqual(['ann@desk.example']);
  });

  it('markup is shown as text', async () => {
    const { html } = await invitation('<img src=x onerror=alert(1)>"\'&');
    expect(html).toContain('Welcome, &lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    expect(html).not.toMatch(/<img|<script|<link|url\(/i);
  });

  it('a long name is cut, and no line is longer than SMTP allows', async () => {
    const mail = await invitation('𝒜'.repeat(5_000));
    expect(mail.text).toContain(`Welcome, ${'𝒜'.repeat(119)}…`);
    expect(Math.max(...mail.raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('a name from right to left is isolated, and can’t turn the text around it', async () => {
    const mail = await invitation('\u202eדנה', 'رنا');
    expect(mail.text).toContain('Welcome, \u2068דנה\u2069');
    expect(mail.text).toContain('\u2068رنا\u2069 invited you');
    expect(mail.html).toContain('<html lang="en" dir="ltr">');
  });

  it('an international domain is addressed in ASCII', async () => {
    const mail = await invitation('Jörg', 'ann@desk.example', 'info@xn--bcher-kva.example');
    // The test's server decodes it.
    expect(mail.to).toEqual(['info@bücher.example']);
    expect(mail.raw).toContain('To: info@xn--bcher-kva.example');
    expect(mail.text).toContain('Welcome, Jörg');
  });

  it('nothing in it is loaded from elsewhere, and the only link is the one it is about', async () => {
    const { html } = await invitation('Ann');
    expect(html.match(/(?:href|src|background)="[^"]*"/g)).toEqual([
      'href="https://desk.example/set-up?token=t"',
    ]);
  });
});
