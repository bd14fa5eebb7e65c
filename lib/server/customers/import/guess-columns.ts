import 'server-only';
import type { CustomerColumn, CustomerListColumns } from '@/lib/contract/customer-lists';
import { MAX_ROWS_TO_HEADINGS } from '@/lib/contract/invitations';
import { foldName } from '@/lib/server/lists/headings';

/** Folded column names in English, German, French and Spanish, and as accounting systems write them. */
const NAMES: Record<Exclude<CustomerColumn, 'ownField'>, ReadonlySet<string>> = {
  name: words(`
    name customer customername company companyname companyorgname contactname account accountname
    organisation organization organisationname organizationname client clientname
    kunde kundenname firma firmenname unternehmen mandant societe entreprise raisonsociale nomclient
    nomduclient cliente empresa nombre razonsocial`),
  domains: words(`
    domain domains emaildomain emaildomains maildomain maildomains primarydomain website web webpage
    homepage url site domain1 domain2 domain3 domaene domane domanen emaildomane webseite internet
    domaine domaines sitewebsite siteweb dominio dominios sitioweb paginaweb`),
  externalId: words(`
    externalnumber externalid customernumber customerno customerid accountnumber accountno companyid
    companyrecid clientnumber clientid number no id ref reference psaid crmid
    kundennummer kundennr kdnr nummer nr debitor debitorennummer debitornr
    numeroclient codeclient numero codigo codigocliente numerocliente`),
  pricePerSeat: words(`
    priceperseat price pricepercomputer priceperlicense priceperlicence unitprice seatprice rate
    preis preisprositz preisprolizenz preisproplatz einzelpreis stuckpreis prix prixparposte
    prixunitaire precio precioporpuesto preciounitario`),
  currency: words('currency currencycode wahrung waehrung devise monnaie moneda divisa'),
  tags: words(
    'tags tag labels label category categories group groups kategorie kategorien etiquettes etiquetas',
  ),
  note: words(`
    note notes comment comments remark remarks description bemerkung bemerkungen notiz notizen
    kommentar remarque remarques commentaire nota notas comentario comentarios observaciones`),
};

/** A list that is only half sure isn't read: a wrong guess would create wrong customers. */
type Guess = CustomerListColumns & { isSure: boolean };

type Rows = readonly (readonly string[])[];

/**
 * What each column holds, by the names in the row of the first twenty that has the most known ones.
 * Sure is only a list whose names have a column that says so.
 * @param ownFields the names of own fields that customers have
 */
export function guessColumns(rows: Rows, ownFields: readonly string[]): Guess {
  const own = new Set(ownFields.map(foldName));
  const headerRow = headerRowOf(rows);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const cells = headerRow === null ? [] : (rows[headerRow] ?? []);
  const taken = new Set<CustomerColumn>();
  const kinds = Array.from({ length: width }, (_, at): CustomerColumn | null => {
    const kind = meaningOf(cells[at] ?? '');
    if (kind === null) return own.has(foldName(cells[at] ?? '-')) ? 'ownField' : null;
    if (taken.has(kind) && kind !== 'domains' && kind !== 'tags') return null;
    taken.add(kind);
    return kind;
  });
  if (taken.has('name')) return { kinds, headerRow, isSure: true };
  // Without a name of its own, the first column that has no other is most likely it.
  const first = kinds.indexOf(null);
  if (first !== -1) kinds[first] = 'name';
  return { kinds, headerRow, isSure: false };
}

/** How many of the names are known: by it the delimiter is guessed. */
export function knownNames(rows: Rows): number {
  return Math.max(0, ...rows.map((row) => row.filter((cell) => meaningOf(cell) !== null).length));
}

function headerRowOf(rows: Rows): number | null {
  let best: { row: number; known: number } | null = null;
  for (const [row, cells] of rows.slice(0, MAX_ROWS_TO_HEADINGS).entries()) {
    const known = new Set(cells.map(meaningOf).filter((kind) => kind !== null)).size;
    if (known > (best?.known ?? 0)) best = { row, known };
  }
  return best?.row ?? null;
}

function meaningOf(heading: string): Exclude<CustomerColumn, 'ownField'> | null {
  const name = foldName(heading);
  for (const kind of Object.keys(NAMES) as Exclude<CustomerColumn, 'ownField'>[]) {
    if (NAMES[kind].has(name)) return kind;
  }
  return null;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
