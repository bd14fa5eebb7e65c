const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_CODE = 128;
const LAST_CODE = 0x10ffff;

/**
 * What an `xn--` label stands for (RFC 3492, 6.2), given without its `xn--`. Browsers and Node
 * encode labels when they parse a URL, but neither decodes them.
 * @returns null where it stands for nothing
 */
export function decodePunycode(encoded: string): string | null {
  const lastHyphen = encoded.lastIndexOf('-');
  const codes = Array.from(encoded.slice(0, Math.max(0, lastHyphen)), (basic) =>
    basic.charCodeAt(0),
  );
  let code = INITIAL_CODE;
  let place = 0;
  let bias = INITIAL_BIAS;
  for (let at = lastHyphen + 1; at < encoded.length;) {
    const before = place;
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = digitOf(encoded.charCodeAt(at));
      at += 1;
      if (digit === null) return null;
      place += digit * weight;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, step - bias));
      if (place > Number.MAX_SAFE_INTEGER / BASE) return null;
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = codes.length + 1;
    bias = adapt(place - before, length, before === 0);
    code += Math.floor(place / length);
    place %= length;
    if (code > LAST_CODE || (code >= 0xd800 && code <= 0xdfff)) return null;
    codes.splice(place, 0, code);
    place += 1;
  }
  return String.fromCodePoint(...codes);
}

function digitOf(charCode: number): number | null {
  if (charCode >= 0x30 && charCode <= 0x39) return charCode - 0x30 + 26;
  if (charCode >= 0x61 && charCode <= 0x7a) return charCode - 0x61;
  return null;
}

function adapt(distance: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(distance / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / length);
  let steps = 0;
  while (delta > ((BASE - T_MIN) * T_MAX) / 2) {
    delta = Math.floor(delta / (BASE - T_MIN));
    steps += BASE;
  }
  return steps + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}
