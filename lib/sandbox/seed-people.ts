import type { Random } from './random';

type Person = { firstName: string; lastName: string };

/** Given and family names that go together. */
const cultures: readonly { given: readonly string[]; family: readonly string[] }[] = [
  {
    given: ['Grace', 'Daniel', 'Hannah', 'Marcus', 'Olivia', 'Terrence', 'Claire', 'Wesley'],
    family: ['Whitaker', 'Brooks', 'Hollis', 'Carver', 'Fleming', 'Draper', 'Sutton', 'Marsh'],
  },
  {
    given: ['Lucía', 'Mateo', 'Valentina', 'Andrés', 'Ximena', 'Joaquín', 'Renata', 'Óscar'],
    family: ['Herrera', 'Núñez', 'Castillo', 'Ibáñez', 'Paredes', 'Quintero', 'Salazar', 'Vega'],
  },
  {
    given: ['Adaeze', 'Kwame', 'Chidi', 'Amara', 'Tunde', 'Zanele', 'Thabo', 'Wanjiru'],
    family: ['Okonkwo', 'Mensah', 'Adeyemi', 'Ndlovu', 'Eze', 'Kamau', 'Dlamini', 'Boateng'],
  },
  {
    given: ['Priya', 'Arjun', 'Meera', 'Rohan', 'Kavya', 'Imran', 'Nandini', 'Vikram'],
    family: ['Raghavan', 'Iyer', 'Chowdhury', 'Malhotra', 'Kulkarni', 'Siddiqui', 'Bose', 'Nair'],
  },
  {
    given: ['Yuki', 'Haruto', 'Mei', 'Jun', 'Minh', 'Linh', 'Seo-yeon', 'Kenji'],
    family: ['Tanaka', 'Kobayashi', 'Chen', 'Zhao', 'Nguyen', 'Pham', 'Park', 'Mori'],
  },
  {
    given: ['Søren', 'Astrid', 'Lars', 'Ingrid', 'Mikkel', 'Elin', 'Åsa', 'Jukka'],
    family: ['Kjær', 'Lindqvist', 'Holm', 'Bergström', 'Dahl', 'Nygård', 'Virtanen', 'Lund'],
  },
  {
    given: ['Zofia', 'Tomasz', 'Jana', 'Václav', 'Oksana', 'Mihai', 'Łucja', 'Dragan'],
    family: [
      'Kowalczyk',
      'Wójcik',
      'Novák',
      'Horáková',
      'Shevchenko',
      'Popescu',
      'Zając',
      'Petrov',
    ],
  },
  {
    given: ['Layla', 'Omar', 'Yasmin', 'Tariq', 'Elif', 'Emre', 'Shirin', 'Noam'],
    family: ['Haddad', 'Mansour', 'Farouk', 'Yıldız', 'Demir', 'Rahimi', 'Nasser', 'Levi'],
  },
  {
    given: ['Élodie', 'Bastien', 'Giulia', 'Luca', 'Anneke', 'Jürgen', 'Beatriz', 'Tiago'],
    family: ['Lefèvre', 'Moreau', 'Ricci', 'Bianchi', 'de Vries', 'Groß', 'Ferreira', 'Sousa'],
  },
  {
    given: ['Leilani', 'Malia', 'Tane', 'Aroha', 'Jarrah', 'Sione', 'Kiri', 'Manaia'],
    family: ['Kahale', 'Tamatea', 'Ngata', 'Fonoti', 'Walker', 'Taufa', 'Parata', 'Leota'],
  },
];

export function pickPerson(random: Random): Person {
  const { given, family } = random.pick(cultures);
  return { firstName: random.pick(given), lastName: random.pick(family) };
}

/** A name as in an address: plain letters, `Kjær` → `kjaer`. */
export function toLocalPart(name: string): string {
  const letters: Record<string, string> = { æ: 'ae', ø: 'o', ß: 'ss', ł: 'l', ı: 'i' };
  return name
    .toLowerCase()
    .replace(/[æøßłı]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replace(/[^a-z]/g, '');
}
