/**
 * Forms of a link that must not become a redirect (N26), each with a name. `good` is the documented
 * form; each other one differs from it as its name says.
 */
export const goodLink =
  'https://login.remotepc.com/rpcnew/process/autologin/eyJhbGciOiJIUzUxMiJ9.e30.x-_Y';
const rest = '/rpcnew/process/autologin/eyJhbGciOiJIUzUxMiJ9';
const good = goodLink;

type Form = [name: string, link: unknown];

const byHand: Form[] = [
  ['plain http', `http://login.remotepc.com${rest}`],
  ['javascript:', 'javascript:alert(1)//login.remotepc.com'],
  ['javascript: with the host as user-info', `javascript://login.remotepc.com${rest}%0aalert(1)`],
  ['data:', 'data:text/html,<script>alert(1)</script>'],
  ['blob:', `blob:https://login.remotepc.com${rest}`],
  ['file:', `file://login.remotepc.com${rest}`],
  ['ftp:', `ftp://login.remotepc.com${rest}`],
  ['view-source:', `view-source:https://login.remotepc.com${rest}`],
  ['intent:', `intent://login.remotepc.com${rest}#Intent;scheme=https;end`],
  ['wss:', `wss://login.remotepc.com${rest}`],
  ['upper-case scheme', `HTTPS://login.remotepc.com${rest}`],
  ['upper-case host', `https://LOGIN.remotepc.com${rest}`],
  ['another host', `https://evil.example${rest}`],
  ['the host as a prefix', `https://login.remotepc.com.evil.example${rest}`],
  ['the host as a suffix', `https://evil-login.remotepc.com${rest}`],
  ['a sub-domain', `https://a.login.remotepc.com${rest}`],
  ['the parent domain', `https://remotepc.com${rest}`],
  ['a trailing dot', `https://login.remotepc.com.${rest}`],
  ['another host with ours in the path', `https://evil.example/login.remotepc.com${rest}`],
  [
    'another host with ours in the query',
    `https://evil.example/?https://login.remotepc.com${rest}`,
  ],
  ['user-info', `https://user:pass@login.remotepc.com${rest}`],
  ['a user only', `https://user@login.remotepc.com${rest}`],
  ['empty user-info', `https://@login.remotepc.com${rest}`],
  ['our host as user-info', `https://login.remotepc.com@evil.example${rest}`],
  ['our host as user and path', `https://login.remotepc.com%2f@evil.example${rest}`],
  ['backslashes behind the scheme', `https:\\\\login.remotepc.com${rest}`],
  ['a backslash before @', `https://evil.example\\@login.remotepc.com${rest}`],
  ['a backslash behind the host', `https://login.remotepc.com\\evil.example${rest}`],
  ['a backslash in the path', `${good}\\x`],
  ['an encoded backslash', `${good}%5Cx`],
  ['a port', `https://login.remotepc.com:8443${rest}`],
  ['port 80', `https://login.remotepc.com:80${rest}`],
  ['the default port spelled out', `https://login.remotepc.com:443${rest}`],
  ['an empty port', `https://login.remotepc.com:${rest}`],
  ['relative', rest],
  ['relative to the scheme', `//login.remotepc.com${rest}`],
  ['no slashes', `https:login.remotepc.com${rest}`],
  ['one slash', `https:/login.remotepc.com${rest}`],
  ['three slashes', `https:///login.remotepc.com${rest}`],
  ['a line break encoded', `${good}%0d%0aSet-Cookie:%20x=1`],
  ['a line break', `${good}\r\nSet-Cookie: x=1`],
  ['a leading line break', `\n${good}`],
  ['a trailing line break', `${good}\n`],
  ['a tab in the scheme', `ht\ttps://login.remotepc.com${rest}`],
  ['a leading space', ` ${good}`],
  ['a trailing space', `${good} `],
  ['a space inside', `${good} x`],
  ['an encoded space', `${good}%20x`],
  ['NUL', `${good}\u0000`],
  ['encoded NUL', `${good}%00`],
  ['DEL', `${good}\u007f`],
  ['a homoglyph', `https://l\u043egin.remotepc.com${rest}`],
  ['a homoglyph in punycode', `https://xn--lgin-rsc.remotepc.com${rest}`],
  ['a full-width dot', `https://login\uff0eremotepc.com${rest}`],
  ['a soft hyphen', `https://login\u00ad.remotepc.com${rest}`],
  ['a zero-width space', `${good}\u200b`],
  ['a right-to-left mark', `https://login.remotepc.com${rest}\u202e`],
  ['an encoded host', `https://login%2eremotepc.com${rest}`],
  ['an IP address', `https://127.0.0.1${rest}`],
  ['an IPv6 address', `https://[::1]${rest}`],
  ['dots in the path', 'https://login.remotepc.com/rpcnew/process/autologin/../../evil'],
  ['encoded dots in the path', 'https://login.remotepc.com/rpcnew/process/autologin/%2e%2e/evil'],
  [
    'a path of the same host that leads on',
    'https://login.remotepc.com/logout?next=//evil.example',
  ],
  ['a doubled slash before the path', `https://login.remotepc.com/${rest}`],
  ['a query', `${good}?next=/`],
  ['an empty query', `${good}?`],
  ['a fragment', `${good}#top`],
  ['an empty fragment', `${good}#`],
  ['a second segment', `${good}/x`],
  ['a slash behind the token', `${good}/`],
  [
    'two slashes behind the path',
    'https://login.remotepc.com/rpcnew/process/autologin//evil.example',
  ],
  ['an encoded letter in the token', `${good}%41`],
  ['a parameter of the path', `${good};x=1`],
  ['no token', 'https://login.remotepc.com/rpcnew/process/autologin/'],
  ['no path', 'https://login.remotepc.com'],
  ['a broken encoding', `${good}%zz`],
  ['100 KB', `${good}${'a'.repeat(100_000)}`],
  ['more than 4 KB', `${good}${'a'.repeat(4_097 - good.length)}`],
  ['empty', ''],
  ['a space', ' '],
  ['the word null', 'null'],
  ['no text: null', null],
  ['no text: undefined', undefined],
  ['no text: a number', 42],
  ['no text: an array', [good]],
  ['no text: an object', { href: good }],
];

/** Schemes that a browser may know; only `https:` is accepted. */
const schemes: Form[] = [
  ...[
    'about',
    'acct',
    'app',
    'chrome',
    'chrome-extension',
    'cid',
    'content',
    'dav',
    'dns',
    'facetime',
  ],
  ...['feed', 'filesystem', 'geo', 'git', 'gopher', 'h323', 'httpx', 'imap', 'irc', 'itms-apps'],
  ...['jar', 'jdbc', 'ldap', 'livescript', 'magnet', 'mailto', 'market', 'mhtml', 'mms', 'mocha'],
  ...[
    'ms-appinstaller',
    'ms-msdt',
    'ms-officecmd',
    'news',
    'nfs',
    'nntp',
    'pop',
    'prospero',
    'rdp',
  ],
  ...['res', 'rtsp', 'search-ms', 'sftp', 'shell', 'sip', 'skype', 'slack', 'smb', 'sms', 'ssh'],
  ...['steam', 'tel', 'telnet', 'urn', 'vbscript', 'vnc', 'wais', 'ws', 'xmpp', 'zoommtg'],
].map((scheme) => [`the scheme ${scheme}:`, `${scheme}://login.remotepc.com${rest}`]);

/** Hosts that are not ours, though they look or parse like it. */
const hosts: Form[] = [
  ...['login-remotepc.com', 'login.remotepc.co', 'login.remotepc.cm', 'login.remotepc.com.au'],
  ...['login.remotepc.org', 'login.remotepc.net', 'loginremotepc.com', 'login.remote-pc.com'],
  ...['login.rernotepc.com', 'login.remotepc.corn', 'iogin.remotepc.com', '1ogin.remotepc.com'],
  ...['login.remotepc.com.evil', 'login.remotepc.com-evil.example', 'www.login.remotepc.com'],
  ...['login.remotepc.com.remotepc.com', 'web1.remotepc.com', 'www.remotepc.com', 'idrive.com'],
  ...[
    'localhost',
    'localhost.localdomain',
    'evil',
    'com',
    'remotepc',
    'login',
    'login..remotepc.com',
  ],
  ...['.login.remotepc.com', '-login.remotepc.com', 'login_.remotepc.com', 'login%00.remotepc.com'],
  ...['login.remotepc.com%00', 'login.remotepc.com%20', 'login.remotepc.com%2eevil.example'],
  ...[
    'login.remotepc.com%23.evil.example',
    'login.remotepc.com%3f.evil.example',
    '%6cogin.remotepc.com',
  ],
  ...[
    'login.remotepc.com;evil.example',
    'login.remotepc.com,evil.example',
    'login.remotepc.com&evil',
  ],
  ...['login.remotepc.com#.evil.example', 'login.remotepc.com?.evil.example', '*.remotepc.com'],
  ...[
    'xn--login-remotepc-9za.com',
    'xn--80ak6aa92e.com',
    'login.xn--remotepc-',
    'LOGIN.REMOTEPC.COM',
  ],
].map((host) => [`the host ${host}`, `https://${host}${rest}`]);

/** Addresses of machines in the spellings that parsers take. */
const addresses: Form[] = [
  ...['0', '0.0.0.0', '127.1', '127.0.0.1', '2130706433', '0x7f000001', '0x7f.1', '017700000001'],
  ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '224.0.0.1'],
  ...['255.255.255.255', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[fe80::1]', '[fd00::1]'],
  ...['[fe80::1%25eth0]', '[2001:db8::1]', '1.2.3', '1.2.3.4.5', '0x', '%31%32%37.0.0.1'],
].map((host) => [`the address ${host}`, `https://${host}${rest}`]);

/** Letters that look like ours or fold into them. */
const lookalikes: Form[] = [
  ...[
    'l\u03bfgin',
    'l\u0585gin',
    'lo\u0261in',
    'log\u0456n',
    'log\u0131n',
    'logi\u0578',
    '\u217cogin',
  ],
  ...[
    '\uff4cogin',
    '\u24dbogin',
    '\u2113ogin',
    'l\u00f6gin',
    'lo\u0327gin',
    'login\u0338',
    'lo\u200bgin',
  ],
  ...['lo\u200cgin', 'lo\u200dgin', 'lo\u2060gin', 'lo\ufeffgin', 'lo\u180egin', 'lo\ufe0fgin'],
  ...['\u202elogin', 'login\u3002', 'login\uff61', 'login\u2024', '\ud83d\ude00login'],
].map((label) => [
  `the lookalike ${JSON.stringify(label)}`,
  `https://${label}.remotepc.com${rest}`,
]);

/**
 * Characters that mean something to a header, a log, a page or a parser, at each position in the
 * link.
 */
const signs: Form[] = [
  ...[
    '\u0001',
    '\u0008',
    '\t',
    '\n',
    '\u000b',
    '\u000c',
    '\r',
    '\u001b',
    '\u0085',
    '\u00a0',
    '\u2028',
  ],
  ...['"', '<', '>', '^', '`', '{', '|', '}', '\\'],
].flatMap((sign): Form[] => {
  const shown = JSON.stringify(sign);
  return [
    [`${shown} in front`, `${sign}${good}`],
    [`${shown} in the host`, `https://login${sign}.remotepc.com${rest}`],
    [`${shown} in the path`, `https://login.remotepc.com/rpcnew/process/autologin/a${sign}b`],
    [`${shown} at the end`, `${good}${sign}`],
  ];
});

const ports: Form[] = [
  ...['0', '1', '22', '444', '3389', '8080', '65535', '65536', '99999999', '-1', '0443', '4 43'],
  ...['443a', 'https', '%34%34%33', '443:443'],
].map((port) => [`the port ${port}`, `https://login.remotepc.com:${port}${rest}`]);

const paths: Form[] = [
  ...['/', '/rpcnew', '/rpcnew/', '/rpcnew/process/autologin', '/rpcnew/process/autologi/x'],
  ...['/RPCNEW/process/autologin/x', '/rpcnew/process/AutoLogin/x', '/rpcnew//process/autologin/x'],
  ...[
    '/rpcnew/process/../process/autologin/x',
    '/rpcnew/process/./autologin/x',
    '/./rpcnew/process/autologin/x',
  ],
  ...[
    '/rpcnew/process/autologin/..',
    '/rpcnew/process/autologin/../x',
    '/rpcnew/process/autologin/%2e%2E/x',
  ],
  ...[
    '/rpcnew/process/autologin/.%2e/x',
    '/rpcnew%2fprocess%2fautologin%2fx',
    '/%72pcnew/process/autologin/x',
  ],
  ...['/rpcnew/process/autologin;x', '/rpcnew/process/autologin?x', '/rpcnew/process/autologin#x'],
  ...[
    '/x/rpcnew/process/autologin/x',
    '/redirect?to=/rpcnew/process/autologin/x',
    '/#/rpcnew/process/autologin/x',
  ],
  ...[
    '/@evil.example/rpcnew/process/autologin/x',
    '/rpcnew/process/logout/x',
    '/rpcnew/process/autologin-x',
  ],
].map((path) => [`the path ${path}`, `https://login.remotepc.com${path}`]);

const notText: Form[] = [
  ['no text: true', true],
  ['no text: false', false],
  ['no text: 0', 0],
  ['no text: an empty array', []],
  ['no text: an array of two', [good, good]],
  ['no text: an array in an array', [[good]]],
  ['no text: an empty object', {}],
  ['no text: an object of letters', { 0: 'h', 1: 't', length: 2 }],
  ['no text: an object with toString', { toString: good }],
];

export const badLinks: readonly Form[] = [
  ...byHand,
  ...schemes,
  ...hosts,
  ...addresses,
  ...lookalikes,
  ...signs,
  ...ports,
  ...paths,
  ...notText,
];
