import type { PasswordList } from '@/lib/contract/password-lists';

const delimiters = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const encodings = {
  'utf-8': null,
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** "table with semicolons · user names in “Mail”, passwords in “Kennwort”". */
export function readAsText({ columns, delimiter, encoding, sheet }: PasswordList): string {
  const { username, password } = columns;
  const parts = [
    delimiter === null ? `sheet “${sheet}”` : `table with ${delimiters[delimiter]}`,
    username !== null &&
      password !== null &&
      `user names in ${quoted(columns, username)}, passwords in ${quoted(columns, password)}`,
    encoding && encodings[encoding],
  ];
  return parts.filter(Boolean).join(' · ');
}

export function columnName({ headers }: PasswordList['columns'], index: number): string {
  return headers[index] || `Column ${index + 1}`;
}

function quoted({ headers }: PasswordList['columns'], index: number): string {
  return headers[index] ? `“${headers[index]}”` : `column ${index + 1}`;
}
