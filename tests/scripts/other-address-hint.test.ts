import { describe, expect, it } from 'vitest';
import { otherAddressHint } from '@/scripts/serve/other-address-hint';

const server = (hostname: string) => ({ hostname, port: 3000, appUrl: 'http://localhost:3000' });

describe('a server that other machines should reach (FF-16)', () => {
  it.each([
    ['0.0.0.0', 'http://10.0.0.5:3000'],
    ['::', 'http://10.0.0.5:3000'],
    ['10.0.0.7', 'http://10.0.0.7:3000'],
    ['fd00::7', 'http://[fd00::7]:3000'],
    ['desk.lan', 'http://desk.lan:3000'],
  ])('on %s without APP_URL names the setting and an address: %s', (hostname, address) => {
    expect(otherAddressHint(server(hostname), undefined, ['10.0.0.5'])).toBe(
      `APP_URL isn’t set, so only http://localhost:3000 works. To open it from other machines, set APP_URL to the address people use, such as ${address}, and restart.`,
    );
  });

  it('prints nothing if APP_URL is set or only this machine is served', () => {
    expect(otherAddressHint(server('0.0.0.0'), 'https://desk.example')).toBeUndefined();
    for (const hostname of ['127.0.0.1', 'localhost', '::1']) {
      expect(otherAddressHint(server(hostname), undefined)).toBeUndefined();
    }
  });
});
