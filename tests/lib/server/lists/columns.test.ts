import { describe, expect, test } from 'vitest';
import type { ListReading } from '@/lib/contract/invitations';
import { readList } from '@/lib/server/lists/read-list';

const read = (text: string, reading: ListReading = {}) => readList({ kind: 'text', text }, reading);

async function outcomeOf(text: string, reading: ListReading = {}) {
  const { entries, columns } = await read(text, reading);
  return {
    entries: entries.map(({ email, seats }) => `${email} ${seats}`.trim()),
    isSure: columns.isSure,
  };
}

describe('a table with two columns of addresses', () => {
  const tables = {
    'with a name that may be either':
      'Name,Manager,UPN\nAnn,boss@firm.example,ann@firm.example\nBob,boss@firm.example,bob@firm.example',
    'separated by semicolons':
      'Name;Vorgesetzter;Konto\nAnn;boss@firm.example;ann@firm.example\nBob;boss@firm.example;bob@firm.example',
    'separated by tabs':
      'Who\tBoss\tSign-in\nAnn\tboss@firm.example\tann@firm.example\nBob\tboss@firm.example\tbob@firm.example',
    'without names of columns':
      'boss@firm.example,ann@firm.example\nboss@firm.example,bob@firm.example',
    'where the other column has a name that says nothing':
      'Name,E-Mail,Betreut von\nAnn,ann@firm.example,boss@firm.example\nBob,bob@firm.example,boss@firm.example',
    'with names nobody knows':
      'Wer,Wem,Wohin\nAnn,boss@firm.example,ann@firm.example\nBob,boss@firm.example,bob@firm.example',
    'without names of columns and without some managers':
      'Ann,ann@firm.example,boss@firm.example\nBob,bob@firm.example\nCy,cy@firm.example,boss@firm.example',
    'with one row only': 'Name,Manager,UPN\nAnn,boss@firm.example,ann@firm.example',
    'where a cell is empty':
      'Name,Manager,Other\nAnn,boss@firm.example,ann@firm.example\nBob,,bob@firm.example',
    'with the addresses in brackets':
      'Ann <ann@firm.example>,Boss <boss@firm.example>\nBob <bob@firm.example>,Boss <boss@firm.example>',
  };
  test.each(Object.entries(tables))('asks the person: %s', async (_, text) => {
    const { columns, delimiter, entries } = await read(text);
    expect(columns.isSure).toBe(false);
    expect(columns.candidates).toEqual(
      text.startsWith('boss') || text.startsWith('Ann <') ? [0, 1] : [1, 2],
    );
    expect(delimiter).not.toBeNull();
    expect(entries.length).toBeLessThanOrEqual(3);
  });

  test('is read as every address in it if the person chooses so', async () => {
    const text = 'ann@firm.example,bob@firm.example\ncarl@firm.example,dora@firm.example';
    expect(await outcomeOf(text, { shape: 'addresses' })).toEqual({
      entries: ['ann@firm.example', 'bob@firm.example', 'carl@firm.example', 'dora@firm.example'],
      isSure: true,
    });
    const lines = 'Ann <ann@firm.example>; Bob <bob@firm.example>';
    expect((await read(lines)).delimiter).toBeNull();
    expect((await read(lines, { shape: 'table' })).delimiter).toBe(';');
  });
});

describe('the column of addresses', () => {
  test.each([
    [
      'the primary address, not its aliases',
      'EmailAddresses,PrimarySmtpAddress\nSMTP:ann@x.example smtp:a@x.example,ann@x.example\nSMTP:bob@x.example,bob@x.example',
      { entries: ['ann@x.example', 'bob@x.example'], isSure: true },
    ],
    [
      'the sign-in name beside proxy addresses',
      'Proxy addresses,User principal name,Licenses\nSMTP:a@x.example+smtp:b@x.example,ann@x.example,Business Basic\nSMTP:bob@x.example,bob@x.example,Business Basic',
      { entries: ['ann@x.example', 'bob@x.example'], isSure: true },
    ],
    [
      'the address beside the sign-in name and the other mails of the same person',
      'userPrincipalName,mail,otherMails\nann@y.example,ann@x.example,a@x.example\nbob@y.example,bob@x.example,b@x.example',
      { entries: ['ann@x.example', 'bob@x.example'], isSure: true },
    ],
    [
      'the cells that are addresses under a name that says less',
      'Username,Contact mail\nalee,ann@x.example\nbray,bob@x.example',
      { entries: ['ann@x.example', 'bob@x.example'], isSure: false },
    ],
    [
      'the address, not the address of the manager',
      'Manager email,Email\nboss@x.example,ann@x.example\nboss@x.example,bob@x.example',
      { entries: ['ann@x.example', 'bob@x.example'], isSure: true },
    ],
  ])('is %s', async (_, text, expected) => {
    expect(await outcomeOf(text)).toEqual(expected);
  });

  test('is asked for if it could only be someone else’s', async () => {
    const text = 'Name,Email of manager\nAnn,boss@x.example\nBob,boss@x.example';
    expect((await outcomeOf(text)).isSure).toBe(false);
  });
});

describe('the column of seats', () => {
  test.each([
    'No. of licenses',
    '# seats',
    'Licences',
    'Qty',
    'Quantity',
    'Anzahl Lizenzen',
    'Anzahl der Plätze',
    'Nombre de postes',
    'Nb de licences',
    'N° de licencias',
    'Número de equipos',
    'Cantidad de puestos',
    'Seats (max)',
    'Computers required',
    'Number of PCs',
    'License count',
    'Total seats',
    'Seats [Required]',
    '# of licenses',
    'Qté',
    'Stückzahl',
    'Nro. de licencias',
    'Numero di licenze',
    'Aantal licenties',
    '许可证数量',
    'Количество лицензий',
  ])('is “%s” over numbers', async (name) => {
    const text = `Email;${name}\nann@x.example;3\nbob@x.example;12`;
    expect(await outcomeOf(text)).toEqual({
      entries: ['ann@x.example 3', 'bob@x.example 12'],
      isSure: true,
    });
  });

  test.each([
    ['Nombre', 'Ana Pérez', 'Luis Gil'],
    ['Computer', 'DESKTOP-7F3A', 'LAPTOP-22'],
    ['Licenses', 'Business Basic', 'Business Standard'],
    ['Poste', 'Comptable', 'Directrice'],
    ['Devices', 'iPhone', 'iPad'],
  ])('isn’t “%s” over words', async (name, one, other) => {
    const text = `${name},Email\n${one},ann@x.example\n${other},bob@x.example`;
    expect(await outcomeOf(text)).toEqual({
      entries: ['ann@x.example', 'bob@x.example'],
      isSure: true,
    });
  });

  test('is asked for if its name is clear but its cells have no numbers', async () => {
    const text = 'Email,Seats\nann@x.example,three\nbob@x.example,a few';
    expect((await outcomeOf(text)).isSure).toBe(false);
  });

  test.each([
    [
      'a name that may be a number',
      'Email,Licenses\nann@x.example,3\nbob@x.example,TBD\ncy@x.example,TBD',
    ],
    ['no name', 'ann@x.example;3\nbob@x.example;two\ncy@x.example;a few'],
  ])('is asked for if only some cells under %s have numbers', async (_, text) => {
    expect((await outcomeOf(text)).isSure).toBe(false);
  });

  test('without a name may also have numbers that can’t be seats', async () => {
    const text = 'ann@x.example;1,000\nbob@x.example;12\ncy@x.example;-1';
    expect((await outcomeOf(text)).entries).toEqual([
      'ann@x.example 1,000',
      'bob@x.example 12',
      'cy@x.example -1',
    ]);
  });

  test('is the one of two whose cells are numbers', async () => {
    const text = 'Computer,Email,Licences\nPC-1,ann@x.example,3\nPC-2,bob@x.example,2';
    expect(await outcomeOf(text)).toEqual({
      entries: ['ann@x.example 3', 'bob@x.example 2'],
      isSure: true,
    });
  });
});

describe('the header row', () => {
  const below = 'Name,E-Mail,Seats\nAnn,ann@x.example,3\nBob,bob@x.example,2';
  const expected = { entries: ['ann@x.example 3', 'bob@x.example 2'], isSure: true };
  test.each([
    ['under a title', 'Export of users,,\nCreated 2026-11-01,,\n,,\n'],
    ['under a title without separators', 'Customers\n\n'],
    ['under a version', 'version:v1.0,,\n'],
    ['under headings of groups', 'User,,License\n'],
    ['in the twentieth row', 'Note,,\n'.repeat(19)],
  ])('is found %s', async (_, above) => {
    expect(await outcomeOf(above + below)).toEqual(expected);
  });

  test.each([';', '\t', '|'])('is found under titles without separators: %j', async (sign) => {
    const text = `Please invite these\n\n${below}`.replaceAll(',', sign);
    expect(await outcomeOf(text)).toEqual(expected);
  });

  test('asks the person below a line with an address', async () => {
    const text = 'Contact: it@x.example\nEmail,Seats\nann@x.example,3';
    expect(await outcomeOf(text)).toEqual({ entries: ['ann@x.example 3'], isSure: false });
  });

  test('is found below the version line of a directory export', async () => {
    const text =
      'version:v1.0,,,\nName [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,Block sign in (Yes/No) [accountEnabled] Required\nAnn Lee,ann@firm.example,Passw0rd!,No\nBob Lee,bob@firm.example,Passw0rd!,No';
    expect(await outcomeOf(text)).toEqual({
      entries: ['ann@firm.example', 'bob@firm.example'],
      isSure: true,
    });
  });

  test('asks the person if a row above it has an address', async () => {
    const { entries, isSure } = await outcomeOf(`Exported by it@x.example,,\n${below}`);
    expect([entries, isSure]).toEqual([expected.entries, false]);
  });

  test('is the one the person selects', async () => {
    const text = 'List of November,\nWer,Wieviele\nann@x.example,3\nbob@x.example,2';
    const found = await read(text);
    expect(found.columns.isSure).toBe(false);
    expect(found.columns.firstRows.slice(0, 2)).toEqual([
      ['List of November'],
      ['Wer', 'Wieviele'],
    ]);
    const columns = { email: 0, seats: 1, hasHeader: true, headerRow: 1 };
    const chosen = await read(text, { columns });
    expect(chosen.columns).toMatchObject({ headers: ['Wer', 'Wieviele'], headerRow: 1 });
    expect(await outcomeOf(text, { columns })).toEqual({
      entries: ['ann@x.example 3', 'bob@x.example 2'],
      isSure: true,
    });
  });

  test('isn’t a row of the list that happens to contain a word', async () => {
    expect((await outcomeOf('email,seats\nann@x.example,3\nuser,5')).entries).toEqual([
      'ann@x.example 3',
      'user 5',
    ]);
    expect((await outcomeOf('email\nuser\nann@x.example')).entries).toEqual([
      'user',
      'ann@x.example',
    ]);
  });
});
