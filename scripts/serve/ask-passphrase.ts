import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { PASSPHRASE_LENGTH } from '../../lib/server/backup-settings';
import { StartError } from './start-error';

/**
 * Asks at the terminal, where it isn't shown.
 * @param isNew asks twice, because no one can read with a passphrase that was mistyped
 * @throws StartError
 */
export async function askPassphrase(isNew: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new StartError('There’s no terminal to ask for a passphrase: set BACKUP_PASSPHRASE.');
  }
  const passphrase = await ask('Passphrase: ');
  if (!isNew) return passphrase;
  if (passphrase.length < PASSPHRASE_LENGTH) {
    throw new StartError(`The passphrase must have at least ${PASSPHRASE_LENGTH} characters.`);
  }
  if ((await ask('Again: ')) !== passphrase) throw new StartError('The two aren’t the same.');
  return passphrase;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
