// A separate process: the dictionaries take half a second and 60 MB to load, which would hold up
// every request of the server, and an idle server shouldn't keep them.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

/** Complete sentences from lists of cracked passwords. Word by word they would look strong. */
const PHRASES = [
  'correcthorsebatterystaple',
  'thequickbrownfox',
  'thequickbrownfoxjumpsoverthelazydog',
  'quickbrownfoxjumpsover',
  'jumpsoverthelazydog',
  'loremipsumdolorsitamet',
  'tobeornottobe',
  'tobeornottobethatisthequestion',
  'maytheforcebewithyou',
  'openthepodbaydoors',
  'inthebeginningwastheword',
  'ourfatherwhoartinheaven',
  'onceuponatime',
  'thisismypassword',
  'mypasswordispassword',
  'passwordispassword',
  'iamyourfather',
  'winteriscoming',
  'youshallnotpass',
  'liveloveandlaugh',
  'livelaughlove',
  'letmeinplease',
  'pleaseletmein',
  'iloveyousomuch',
  'iloveyouforever',
  'jesuslovesme',
  'godisgood',
  'opensesame',
  'somewhereovertherainbow',
  'twinkletwinklelittlestar',
  'alliwantforchristmasisyou',
  'youllneverwalkalone',
  'nevergonnagiveyouup',
  'hakunamatata',
  'microsoftoffice',
  'supercalifragilisticexpialidocious',
  'ichliebedich',
  'jetaimepourtoujours',
  'teamomucho',
  'tiamotanto',
  'bayernmuenchen',
];

const MAX_LENGTH = 64;
/** Below this length, a password without its separators proves nothing about it. */
const MIN_BARE_LENGTH = 12;
/** Words with separators are harder to guess than without, by this many powers of ten. */
const SEPARATORS_LOG10 = 1.5;
const YEARS_LOG10 = 2;
const WALK_SHARE = 0.65;

/** @param {Record<string, string[]>} more */
const raterWith = (more) =>
  new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, ...more },
    graphs: common.adjacencyGraphs,
    // The default of 100 takes seconds for a password with many digits.
    l33tMaxSubstitutions: 4,
    maxLength: MAX_LENGTH,
  });
const asTyped = raterWith({ phrases: PHRASES });
// The lists have their sentences without separators: with them they are passphrases like any other.
const asWords = raterWith({});

process.on('message', ({ id, password, words }) => {
  process.send({ id, guessesLog10: rate(password, words) });
});

/**
 * The number of guesses it takes, as a power of ten. A long password is as strong as its stronger
 * end.
 */
function rate(password, words) {
  const ends = new Set([password.slice(0, MAX_LENGTH), password.slice(-MAX_LENGTH)]);
  return Math.max(...[...ends].map((text) => rateSpellings(text, words)));
}

/** Rated as the easiest of its spellings. */
function rateSpellings(password, words) {
  if (isWalk(password)) return 0;
  const guesses = (text, rater = asTyped) => rater.check(text, words).guessesLog10;
  const withAndWithoutSeparators = (text) => {
    const without = bare(text);
    return Math.min(
      guesses(text),
      without === text ? Infinity : guesses(without, asWords) + SEPARATORS_LOG10,
    );
  };
  const spellings = new Set([
    password,
    unshifted(password),
    plain(password, 'l'),
    plain(password, 'i'),
  ]);
  const withoutYears = password.replaceAll(/(19|20)\d\d/g, '');
  const repeated = /^(.{3,})\1+$/u.exec(password.toLowerCase().replaceAll(/\P{L}/gu, ''));
  return Math.min(
    ...[...spellings].map(withAndWithoutSeparators),
    withAndWithoutSeparators(withoutYears) + YEARS_LOG10,
    repeated ? guesses(repeated[0]) : Infinity,
  );
}

function bare(password) {
  const text = password.replaceAll(/[\s\p{Pd}\p{Pc}.,;:!?'’"/\\+|]/gu, '');
  return text.length < MIN_BARE_LENGTH ? password : text;
}

/** `!QAZ2wsx` is `1qaz2wsx` with Shift. */
function unshifted(password) {
  const digits = { '!': '1', '@': '2', '#': '3', $: '4', '%': '5', '^': '6', '&': '7', '*': '8' };
  return password.replaceAll(/[!@#$%^&*]/g, (sign) => digits[sign]);
}

/** `L1v3rp00l` as `Liverpool`; some use 1 for l, others for i. */
function plain(password, one) {
  const letters = { 0: 'o', 1: one, 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': one };
  return password.replaceAll(/[013457@$!]/g, (sign) => letters[sign]);
}

/** Whether most steps go to a neighboring key on one of the usual keyboards. */
function isWalk(password) {
  const { qwerty, qwertz, azerty } = common.adjacencyGraphs;
  const keys = [...password];
  return [qwerty, qwertz, azerty].some((graph) => {
    const beside = keys.slice(1).filter((key, index) => {
      const before = keys[index];
      return key === before || graph[before]?.some((neighbour) => neighbour?.includes(key));
    });
    return beside.length >= (keys.length - 1) * WALK_SHARE;
  });
}
