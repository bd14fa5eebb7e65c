import { Failure } from './failure.mjs';
import { plain } from './output.mjs';

const TIMEOUT_MS = 120_000;

/**
 * @typedef {object} Call
 * @property {Record<string, unknown>} [query] what is undefined is left out
 * @property {unknown} [json]
 * @property {FormData} [form]
 * @property {Record<string, string>} [headers]
 * @property {boolean} [isLong] an export: it may take as long as it comes
 */

/**
 * Calls of one server with one token. Redirects aren't followed: the token is for this server.
 * @param {{ url: string, token: string }} settings
 */
export function connectTo({ url, token }) {
  /**
   * @param {string} line such as `GET /api/users`
   * @param {Call} [call]
   * @returns {Promise<Response>} of success, or a redirect
   * @throws {Failure} the server's own sentence
   */
  async function send(line, { query = {}, json, form, headers, isLong } = {}) {
    const [method = 'GET', path = '/'] = line.split(' ');
    const address = new URL(path, url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const response = await fetch(address, {
      method,
      redirect: 'manual',
      signal: isLong ? null : AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? form : JSON.stringify(json),
    }).catch((error) => {
      throw notReached(url, error);
    });
    if (response.status >= 400) throw await failureOf(response, url);
    return response;
  }
  return {
    url,
    send,
    /** @param {string} line @param {Call} [call] */
    async json(line, call) {
      return (await send(line, call)).json();
    },
  };
}

/** @param {string} url @param {Error & { cause?: { code?: string } }} error */
function notReached(url, error) {
  const code = error.name === 'TimeoutError' ? 'it took too long' : (error.cause?.code ?? '');
  const why = code ? ` (${code})` : '';
  return new Failure(
    `Reseller Desk can’t be reached at ${url}${why}. Check the address, and that it runs.`,
  );
}

const FAULTS_SHOWN = 20;

/** @param {Response} response @param {string} url */
async function failureOf(response, url) {
  const { status } = response;
  const problem = await response.json().catch(() => null);
  if (typeof problem?.detail !== 'string') {
    return new Failure(`${url} answered ${status}, but not as Reseller Desk does.`, { status });
  }
  const { detail, errors = [] } = problem;
  const others = errors.filter((one) => one.message !== detail);
  const lines = others
    .slice(0, FAULTS_SHOWN)
    .map(({ path, message }) => `  ${plain(path)}: ${plain(message)}`);
  if (others.length > FAULTS_SHOWN) lines.push(`  and ${others.length - FAULTS_SHOWN} more`);
  return new Failure([plain(detail), ...lines].join('\n'), { status, problem });
}
