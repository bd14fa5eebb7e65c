import 'server-only';
import { requestShape, shapeProblem, type ShapeProblem } from '@/lib/server/json-shape';
import { DeskError } from '@/lib/server/errors';

/**
 * Parses a body that is small enough to be parsed at once.
 * @throws DeskError `invalid_request` where it is no JSON, too deep, or has too many values
 */
export function parseJson(body: Buffer | string): unknown {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const problem = shapeProblem(bytes, requestShape);
  if (problem) throw invalidBody(problem, sentences[problem]);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalidBody('invalid_json', 'The body isn’t JSON in UTF-8.');
  }
}

const sentences: Record<ShapeProblem, string> = {
  too_deep: `The body is nested more than ${requestShape.depth} levels deep. Send it flatter.`,
  too_many_values: 'The body has more values than any request needs. Send it in smaller parts.',
};

function invalidBody(code: string, message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: '', code, message }],
  });
}
