import 'server-only';
import { MAX_ROWS_TO_HEADINGS } from '@/lib/contract/invitations';

/**
 * Folded column names, mostly in English, German, French and Spanish, as people, spreadsheets,
 * address books and RemotePC's own API write them.
 */
const EMAIL_NAMES = words(`
  email emails mail mails emailaddress emailaddresses mailaddress emailid
  primaryemail primaryemailaddress primarysmtpaddress
  inviteduseremailid login loginname username user userid
  emailadresse emailadressen mailadresse mailadressen epost epostadresse benutzer benutzername
  empfanger empfaenger
  courriel courriels adressecourriel adresseemail adressemail adresseelectronique
  adressedemessagerie utilisateur identifiant destinataire
  邮箱 邮件 电子邮件 电子邮箱 邮箱地址 电子邮件地址 メール メールアドレス 이메일 почта электроннаяпочта
  emailadres emailadressen mailadres indirizzoemail indirizzodiposta
  correo correos correoelectronico correoselectronicos direcciondecorreo
  direcciondecorreoelectronico direccionemail usuario destinatario`);

/**
 * Columns that may hold an address but also something else, or another address: the cells decide.
 */
const MAYBE_EMAIL_NAMES = words(`
  address adresse direccion contact kontakt contacto kunde kunden customer client cliente recipient
  to an a para member mitglied membre miembro account konto compte cuenta
  smtpaddress`);

/** Further addresses of the same person, as directories list them beside the first one. */
const OWN_EMAIL_NAMES = words(`
  upn userprincipalname principalname signin signinname logon logonname
  othermails aliases alias proxyaddresses emailaliases`);

/** Someone other than the person in the row, who must not be invited instead. */
const OTHER_PERSON =
  /manager|supervisor|boss|teamlead|sponsor|owner|assistant|approver|reportsto|createdby|modifiedby|requestedby|invitedby|vorgesetzt|chef|leiter|leitung|verantwortlich|stellvertret|erstelltvon|leidinggevende|responsabile|responsavel|supervis|responsable|superieur|directeur|jefe|gerente|encargad|creadopor|经理|上级|主管|上司|руковод|менеджер|начальник/;

/** What is counted when seats are meant. */
const COUNTED =
  '(?:seats?|computers?|pcs?|licen[cs]es?|devices?|machines?|workstations?|desktops?|endpoints?|units?|users?|' +
  'platze?|plaetze|sitze|lizenz(?:en)?|rechner|gerate?|geraete?|arbeitsplatz|arbeitsplatze|arbeitsplaetze|' +
  'postes?(?:detravail)?|ordinateurs?|appareils?|places?|' +
  'lic|licenze|licenza|licencas?|licenties?|licenser|licencji|postazion[ei]|werkplekken|' +
  'puestos?|plazas?|asientos?|licencias?|equipos?|ordenador(?:es)?|computadoras?|dispositivos?)';
/** `noofseats`, `anzahllizenzen`, `nombredepostes`, `cantidaddelicencias`. */
const NUMBER_OF = new RegExp(
  '^(?:(?:total)?(?:no|nos|nr|nro|num|number|count|qty|quantity|amount)(?:of|de|di)?|of|total|howmany|' +
    'anz|(?:an)?zahl(?:der|an)?|menge|' +
    'n|nb|nbre|nbde|nbred|nbrede|nombre(?:s|de|des|d)?|quantite(?:de|d)?|numerode|nde|cantidad(?:de)?|totalde|cant|cantde|' +
    `aantal|antal|liczba|numerodi|qtd|qtdde|quantidadede)${COUNTED}(?:required|needed|allowed)?$`,
);
/** `assignedlicenses`, `seatslicenses`: a number, or what it counts. */
const MAYBE_NUMBER_OF = new RegExp(
  `^(?:max|maximum|required|requested|needed|assigned|purchased|${COUNTED})${COUNTED}$`,
);
const COUNT_BEHIND = new RegExp(
  `^${COUNTED}(?:count|counts|qty|quantity|number|total|needed|required|requested|wanted|allott?ed|assigned|anzahl|menge|nombre|quantite|cantidad)$`,
);
/** Names that mean a number whatever is below them. */
const SURE_SEATS_NAMES = words(`
  seats seat platze plaetze sitze plazas asientos qty quantity anzahl menge quantite cantidad
  stuck stueck stuckzahl stueckzahl qte qta qtd cant howmany aantal antal quantita quantidade ilosc
  数量 席位 席位数 席数 台数 许可数 许可数量 许可证数 许可证数量 授权数 授权数量 ライセンス数 라이선스수 수량
  количество колво количестволицензий количестворабочихмест числолицензий
  allotedcomputers allottedcomputers seatsalloted seatsallotted`);
/** Names that may mean a number or something else: the cells decide. */
const MAYBE_SEATS_NAMES = words(`
  computers computer pcs licences licenses licence license devices machines workstations count
  platz lizenzen lizenz rechner gerate geraete arbeitsplatze arbeitsplaetze
  postes poste nombre ordinateurs licencesnombre appareils machinesnombre
  licenze licencas licenties licenser licencje lic licqty purchased units ライセンス 许可证 лицензии
  puestos licencias equipos ordenadores computadoras dispositivos`);

const ENDS = /^(?:e?mail|courriel|correo)|(?:mails?|courriel|correo|mailadresse|mailaddress)$/;
const LONGEST_NAME = 40;
const REQUIRED = /(?:required|optional|mandatory|pflichtfeld|obligatoire|obligatorio)$/;

export type Meaning =
  'email' | 'maybe_email' | 'own_email' | 'other_email' | 'seats' | 'maybe_seats';

/** What a folded column name means: certainly an address, perhaps one, the seats, or nothing. */
export function meaningOf(name: string): Meaning | null {
  if (name === '' || name.length > LONGEST_NAME) return null;
  if (EMAIL_NAMES.has(name)) return 'email';
  if (SURE_SEATS_NAMES.has(name) || NUMBER_OF.test(name) || COUNT_BEHIND.test(name)) return 'seats';
  if (MAYBE_SEATS_NAMES.has(name) || MAYBE_NUMBER_OF.test(name)) return 'maybe_seats';
  if (OWN_EMAIL_NAMES.has(name)) return 'own_email';
  if (OTHER_PERSON.test(name)) return 'other_email';
  return MAYBE_EMAIL_NAMES.has(name) || ENDS.test(name) ? 'maybe_email' : null;
}

/** The same for a header as written, including what follows in brackets. */
export function meaningOfHeading(cell: string): Meaning | null {
  const [plain = '', ...others] = namesIn(cell);
  const before = meaningOf(plain) ?? meaningOf(foldName(cell));
  if (before !== null) return before;
  // "Seats 数量" says it twice.
  const latin = meaningOf(foldName(cell).replace(/[^a-z0-9]/g, ''));
  if (latin !== null) return latin;
  // "Contact (email)" is an address, but not certainly the right one.
  return others.some((name) => meaningOf(name)?.endsWith('email')) ? 'maybe_email' : null;
}

/** Folded names in a header: `User name [userPrincipalName] Required` has two. */
export function namesIn(heading: string): string[] {
  const parts = heading.slice(0, 200).split(/[[\](){}]/);
  return parts.map((part) => foldName(part).replace(REQUIRED, '')).filter((name) => name !== '');
}

/** A name without case, accents, spaces and punctuation: `E-Mail-Adresse` is `emailadresse`. */
export function foldName(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{Nd}]/gu, '');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/).map(foldName));
}

type Headings = {
  row: number;
  /** False: a row above has an address, and would be skipped with the titles. */
  isSure: boolean;
};

/**
 * Which row is the header row: of the first twenty, the one with the most known names, before the
 * first row of the list itself. Null: none has a known name.
 */
export function findHeadings(rows: readonly (readonly string[])[]): Headings | null {
  let best: (Headings & { known: number; filled: number }) | null = null;
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const isOneColumn = widest < 2;
  let isAddressAbove = false;
  for (const [row, cells] of rows.slice(0, MAX_ROWS_TO_HEADINGS).entries()) {
    const filled = cells.filter((cell) => cell.trim() !== '').length;
    if (cells.some((cell) => cell.includes('@'))) {
      // A cell or two with an address may still be a title: "Exported by ann@x.example".
      if (filled > 2 || (filled === 2 && widest < 3) || isOneColumn) break;
      isAddressAbove = true;
      continue;
    }
    const meanings = cells.map(meaningOfHeading).filter((meaning) => meaning !== null);
    const known = meanings.length;
    const isFirst = row === 0 ? known > 0 : isRowOfNames(cells, meanings, filled);
    const isMore =
      !best || known > best.known || (known === best.known && filled > best.filled && known > 1);
    if (isFirst && isMore) best = { row, isSure: !isAddressAbove, known, filled };
  }
  return best && { row: best.row, isSure: best.isSure };
}

/** Whether cells are column names wherever they are, not only in a first row. */
export function areHeadings(cells: readonly string[]): boolean {
  return findHeadings([['-'], cells])?.row === 1;
}

/** Below the first row, a name may be a row of the list, so more is required. */
function isRowOfNames(cells: readonly string[], meanings: readonly string[], filled: number) {
  const hasNumber = cells.some((cell) => /^\s*\d+(?:[.,]\d+)?\s*$/.test(cell));
  const hasAddress = meanings.some((meaning) => /^(?:maybe_|own_)?email$/.test(meaning));
  return !hasNumber && hasAddress && (filled > 1 || meanings.includes('email'));
}
