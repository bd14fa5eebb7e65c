import { anySchema } from '@/lib/contract/common';
import { readJson } from '@/lib/server/http/read-input';
import { resource, withToken } from '@/lib/server/http/route';
import { answerMcp } from '@/lib/server/mcp/answer';

/** The Model Context Protocol, for AI assistants: one message per call, no sessions. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  POST: withToken(async ({ request, actor }) =>
    answerMcp(actor, request, await readJson(request, anySchema)),
  ),
});
