import 'server-only';

/**
 * Folded names of columns in English, German, French and Spanish, as people, spreadsheets, address
 * books and RemotePC's own API write them.
 */
const EMAIL_NAMES = words(`
  email emails mail mails emailaddress emailaddresses emailaddressrequired mailaddress emailid
  inviteduseremailid login loginname username user userid
  emailadresse emailadressen mailadresse mailadressen epost epostadresse benutzer benutzername
  empfanger empfaenger
  courriel courriels adressecourriel adresseemail adressemail adresseelectronique
  adressedemessagerie utilisateur identifiant destinataire
  correo correos correoelectronico correoselectronicos direcciondecorreo
  direcciondecorreoelectronico direccionemail usuario destinatario`);

/** Columns that may hold an address and as well something else, or another address: the cells decide. */
const MAYBE_EMAIL_NAMES = words(`
  address adresse direccion contact kontakt contacto kunde kunden customer client cliente recipient
  to an a para member mitglied membre miembro account konto compte cuenta`);

const SEATS_NAMES = words(`
  seats seat noofseats numberofseats computers computer noofcomputers numberofcomputers pcs
  allotedcomputers allottedcomputers licences licenses licence license noflicenses
  numberoflicenses devices machines workstations quantity qty count
  platze plaetze platz anzahl anzahlplatze anzahlplaetze anzahllizenzen anzahlcomputer lizenzen
  lizenz rechner anzahlrechner gerate geraete arbeitsplatze arbeitsplaetze menge stuck stueck
  postes poste nombredepostes nbpostes nombre ordinateurs nombredordinateurs licencesnombre
  nombredelicences appareils quantite machinesnombre
  puestos plazas asientos licencias numerodelicencias equipos numerodeequipos ordenadores
  computadoras dispositivos cantidad`);

const ENDS = /^(?:e?mail|courriel|correo)|(?:mail|courriel|correo|mailadresse|mailaddress)$/;
const LONGEST_NAME = 40;

/** What a folded name of a column says: surely an address, perhaps one, the seats, or nothing. */
export function meaningOf(name: string): 'email' | 'maybe_email' | 'seats' | null {
  if (name === '' || name.length > LONGEST_NAME) return null;
  if (EMAIL_NAMES.has(name)) return 'email';
  if (SEATS_NAMES.has(name)) return 'seats';
  return MAYBE_EMAIL_NAMES.has(name) || ENDS.test(name) ? 'maybe_email' : null;
}

/** A name without case, accents, blanks and signs: `E-Mail-Adresse` is `emailadresse`. */
export function foldName(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
