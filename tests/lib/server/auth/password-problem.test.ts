import { expect, it, vi } from 'vitest';
import { passwordProblem } from '@/lib/server/auth/password-problem';

// A separate process loads the dictionaries.
vi.setConfig({ testTimeout: 30_000 });

const jane = { email: 'jane.doe@south-desk.example', name: 'Jane Doe' };

const easy: Record<string, string[]> = {
  'well-known ones (S13)': [
    'qwertyuiopasdfgh',
    'zaq12wsxcde34rfv',
    'iloveyouforever1',
    'correcthorsebatterystaple',
    'P@ssw0rdP@ssw0rd',
    'abc123abc123abc1',
    'asdfghjklasdfghjkl',
    'qazwsxedcrfvtgb',
    'liverpoolfootballclub',
    'Summer2026Summer2026',
    'passwordpassword',
    'password password',
    'aaaaaaaaaaaaaaaa',
    '123456789012345',
    'Administrator123456',
    '1q2w3e4r5t6y7u8i',
    'thisismypassword',
  ],
  'walks over the keyboard': [
    'qwertzuiopasdfgh',
    '!QAZ2wsx#EDC4rfv',
    'qweasdzxcrtyfghvbn',
    'qwerty-asdfgh-zxcvbn',
    'poiuytrewqlkjhgfdsa',
    '12345qwertasdfgzxcv',
    'azertyuiopqsdfghjklm',
  ],
  'repeated words': [
    'monkeymonkeymonkey',
    'hunter2hunter2hunter2',
    'aaaaabbbbbccccc',
    'superman-batman-2026',
    'password'.repeat(20),
  ],
  'seasons, months and years': [
    'Autumn-2026-Autumn',
    'Winter2025!Winter',
    'Summer2026!Winter2025',
    'January2026January',
    'Frühling2026Frühling',
    'November2026!!!',
  ],
  'ones of breached lists': ['letmeinletmeinletmein', 'realmadridcf2024', 'MicrosoftOffice365'],
  'words with digits for letters': ['L1v3rp00lF00tb4ll', 'S3cur3P@ssw0rd!!', 'Qwerty!2345678901'],
  'sentences that everyone knows': [
    'CorrectHorseBatteryStaple',
    'correcthorsebatterystaple1',
    'thequickbrownfox',
    'maytheforcebewithyou',
    'ichliebedich12345',
    'fcbayernmuenchen1',
    'TeAmoMucho2026',
  ],
  'names of the person, the product and the site': [
    'jane.doe.jane.doe',
    'JaneDoe-JaneDoe-1',
    'mynameisjanedoe1',
    'doejane.doejane!',
    'Reseller-Desk-2026',
    'RemotePC-remote.it-2026',
    'southdesk-southdesk',
    'ＲｅｓｅｌｌｅｒＤｅｓｋ２０２６',
  ],
};

it.each(Object.entries(easy))('refuses %s', async (_kind, passwords) => {
  const taken: string[] = [];
  for (const password of passwords) {
    if ((await passwordProblem(password, jane)) === null) taken.push(password);
  }
  expect(taken).toEqual([]);
});

it('accepts long passphrases and random ones, in any script', async () => {
  const refused: string[] = [];
  for (const password of [
    'four winds over Lund 8',
    'kettle orbit mango drift',
    'plum-anchor-tundra-violet',
    'ocean pencil thursday',
    'my cat Olaf eats blue yarn',
    'Quiet river bends at noon',
    'Zoë’s long pass phrase',
    'kaffe med mjölk och bulle',
    'Tr0ub4dor&3-and-more',
    'v7Kq!x2Lw9#pZr4T',
    'Jx8mQ2vLr0TzYw4',
    '9f86d081884c7d659a2f',
    '}:;<%#>"!&ab~=+?',
    '日本語のパスワードを使うのが好きです',
    `${'password '.repeat(10)}v7Kq!x2Lw9#pZr4T`,
  ]) {
    if ((await passwordProblem(password, jane)) !== null) refused.push(password);
  }
  expect(refused).toEqual([]);
});

it('refuses the person’s own email address, even with something added, and says so', async () => {
  for (const password of [
    'jane.doe@south-desk.example',
    'JANE.DOE@South-Desk.Example',
    'jane.doe@south-desk.example v7Kq!x2Lw9#p',
  ]) {
    expect(await passwordProblem(password, jane)).toBe(
      'The password contains your email address. Choose another password.',
    );
  }
});
