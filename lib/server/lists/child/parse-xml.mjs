import { SaxesParser } from 'saxes';

/**
 * What is called for the elements of a document, by their names without the prefix of a namespace.
 * @typedef {{
 *   onOpen: (name: string, attributes: Record<string, string>) => void,
 *   onText?: (text: string) => void,
 *   onClose?: (name: string) => void,
 * }} Handlers
 */

/**
 * Parses a document as it arrives. Each character is read once.
 * @param {AsyncIterable<Buffer>} chunks
 * @param {Handlers} handlers
 * @throws {Error} if it isn't well-formed
 */
export async function parseXml(chunks, { onOpen, onText, onClose }) {
  const parser = new SaxesParser({ position: false });
  parser.on('opentag', ({ name, attributes }) => onOpen(localName(name), byLocalName(attributes)));
  if (onText) {
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  if (onClose) parser.on('closetag', ({ name }) => onClose(localName(name)));
  /** @type {TextDecoder | undefined} */
  let decoder;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    parser.write(decoder.decode(chunk, { stream: true }));
  }
  if (decoder) parser.write(decoder.decode());
  parser.close();
}

/** @param {Buffer} start */
function encodingOf(start) {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** @param {string} name */
function localName(name) {
  return name.slice(name.indexOf(':') + 1);
}

/** @param {Record<string, string>} attributes */
function byLocalName(attributes) {
  /** @type {Record<string, string>} */
  const named = {};
  for (const name in attributes) named[localName(name)] = attributes[name] ?? '';
  return named;
}

/** @param {string | undefined} value */
export function isTrue(value) {
  return value === '1' || value === 'true';
}
