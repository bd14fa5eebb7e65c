import { expect, it } from 'vitest';
import {
  appLink,
  connectFault,
  hintFor,
  onlyMeWords,
  rdpFile,
  reachOf,
  reachWords,
} from '@/components/devices/connection-words';
import { ApiProblem } from '@/lib/client/fetch-api';

const problem = (status: number, code: string, detail: string) =>
  new ApiProblem({ status, code, detail });

it('shows the server’s reason for a refusal', () => {
  const refused = problem(409, 'conflict', '“old-mailrelay” is offline. Try again later.');
  expect(connectFault(refused)).toEqual({
    title: 'Couldn’t connect',
    sentence: '“old-mailrelay” is offline. Try again later.',
    next: null,
  });
});

it.each(['upstream_timeout', 'upstream_malformed', 'outcome_unknown', 'network', 'malformed'])(
  'never reports a failure when the connection may be open (%s)',
  (code) => {
    const { title, next } = connectFault(problem(504, code, 'No answer came in time.'));
    expect(title).toBe('The connection may be open');
    expect(next).toContain('ends after 15 minutes');
  },
);

it('reports a request that was never sent as failed', () => {
  const held = problem(503, 'circuit_open', 'remote.it fails too often.');
  expect(connectFault(held).title).toBe('Couldn’t connect');
});

it('never claims that a web service is restricted to one person', () => {
  const web = { serviceType: 'https', allowFrom: 'me' } as const;
  expect(reachOf(web)).toBe('Anyone with the link');
  expect(reachWords(web, '203.0.113.4').sentence).toContain('Anyone with this link');
});

it('shows who can reach any other service', () => {
  expect(reachOf({ serviceType: 'ssh', allowFrom: 'me' })).toBe('One address only');
  expect(reachOf({ serviceType: 'rdp', allowFrom: 'anyone' })).toBe('Anyone with the address');
});

it.each([
  ['203.0.113.4', 'neutral', 'Only 203.0.113.4 (you) can connect.', 'Only 203.0.113.4 (you)'],
  [null, 'warn', /so it can’t be named/, 'Only the first address that connects'],
  [undefined, 'neutral', /^Only one address can connect/, 'Only me'],
])('names the address that is let in: %s', (ownAddress, tone, sentence, choice) => {
  const words = reachWords({ serviceType: 'ssh', allowFrom: 'me' }, ownAddress);
  expect(words.tone).toBe(tone);
  expect(words.sentence).toMatch(sentence);
  expect(onlyMeWords(ownAddress)).toBe(choice);
});

it('warns while a service is open to everyone', () => {
  const { tone, title } = reachWords({ serviceType: 'ssh', allowFrom: 'anyone' }, '203.0.113.4');
  expect([tone, title]).toEqual(['warn', 'Open to the internet']);
});

it.each([
  ['ssh', 34168, 'ssh -p 34168 user@h', 'ssh://proxy40.rt3.io:34168'],
  ['ssh', null, 'ssh user@h', 'ssh://proxy40.rt3.io'],
  ['vnc', 5900, 'vnc://proxy40.rt3.io:5900', 'vnc://proxy40.rt3.io:5900'],
  ['rdp', 3389, 'mstsc /v:proxy40.rt3.io:3389', null],
  ['tcp', 80, 'proxy40.rt3.io:80', null],
])('opens %s on port %s in a program', (serviceType, port, command, link) => {
  const connection = { serviceType, port, command, loginName: null };
  expect(appLink({ ...connection, host: 'proxy40.rt3.io' })).toBe(link);
  expect(appLink({ ...connection, host: null })).toBeNull();
});

it('opens ssh with the person’s own name', () => {
  const ssh = { serviceType: 'ssh', host: 'h.example', port: 22, command: null, loginName: 'ann' };
  expect(appLink(ssh)).toBe('ssh://ann@h.example:22');
});

it('explains what to do with an address', () => {
  expect(hintFor('vnc')).toContain('VNC viewer');
  expect(hintFor('ssh')).toBeNull();
  expect(hintFor('https')).toBeNull();
});

it('writes an .rdp file that asks for credentials, for remote desktops only', () => {
  const desktop = {
    serviceType: 'rdp',
    serviceName: 'reception / front desk',
    host: 'proxy40.rt3.io',
    port: 34168,
  };
  expect(rdpFile(desktop)).toEqual({
    name: 'reception-front-desk.rdp',
    text: 'full address:s:proxy40.rt3.io:34168\r\nprompt for credentials:i:1\r\n',
  });
  expect(rdpFile({ ...desktop, serviceType: 'vnc' })).toBeNull();
});
