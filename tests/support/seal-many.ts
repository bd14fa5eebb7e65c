import { seal, masterKey } from '@/lib/server/vault/seal';

/** A program that encrypts a given number of times and prints the results, one per line. */
const [, , count = '0', key = ''] = process.argv;
const master = masterKey(key);
const place = {
  accountId: 'a',
  username: 'u@x.example',
  field: 'password',
  secretId: 's',
} as const;
let lines = '';
for (let index = 0; index < Number(count); index += 1) {
  lines += `${seal(place, 'x', master).toString('base64')}\n`;
}
process.stdout.write(lines);
