import 'server-only';

/** Folded names of a column of passwords, in English, German, French and Spanish. */
const PASSWORD_NAMES = new Set(
  `password passwords passwd passwds pass pw pwd passphrase userpassword loginpassword
  accountpassword customerpassword remotepcpassword storedpassword
  passwort passworte passworter passwoerter kennwort kennworte kennworter kennwoerter
  benutzerpasswort benutzerkennwort kundenpasswort kundenkennwort zugangspasswort
  motdepasse motsdepasse mdp motdepasseutilisateur motdepasseclient
  contrasena contrasenas clave claves clavedeacceso contrasenadelusuario contrasenadelcliente
  contrasenausuario contrasenacliente`.split(/\s+/),
);

/** `confirmpassword`, `altespasswort`: a password perhaps, but perhaps not the one. */
const ENDS = /(?:password|passwort|kennwort|motdepasse|contrasena)$/;
const LONGEST_NAME = 40;

/** What a folded name says: surely the passwords, perhaps, or nothing of the kind. */
export function passwordMeaningOf(name: string): 'password' | 'maybe_password' | null {
  if (name.length > LONGEST_NAME) return null;
  if (PASSWORD_NAMES.has(name)) return 'password';
  return ENDS.test(name) ? 'maybe_password' : null;
}
