import 'server-only';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { recordEvent, recordOutcome, type NewAuditEvent } from '@/lib/server/audit/record';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { withoutEffect } from '@/lib/server/db/errors';
import type { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { statusOf } from '@/lib/server/http/problem';
import { describeError, log } from '@/lib/server/log';
import type { Tool, ToolAnswer } from './tool';

/**
 * Runs a tool as the token's owner and records that it was called. Never throws: what goes wrong is
 * an answer, too, so that the model can tell the person.
 */
export async function callTool(actor: Actor, tool: Tool, input: unknown): Promise<CallToolResult> {
  try {
    const call = { method: 'tools/call', path: tool.name };
    await requirePermission(actor, tool.permission, { call });
    const answer = await tool.run(actor, input);
    const event = called(tool, 'success');
    // What can't be recorded isn't read. A write has events of its own, and is done.
    await (tool.isWrite ? recordOutcome(actor, event) : recordEvent(actor, event));
    return { content: [asText(answer)], structuredContent: answer };
  } catch (thrown) {
    const error = explainError(tool.isWrite ? thrown : withoutEffect(thrown));
    await recordOutcome(actor, called(tool, outcomeOf(error)));
    return failed(actor, error);
  }
}

/** Which tool it was, and nothing of what went in or came out. */
function called({ name }: Tool, outcome: AuditOutcome): NewAuditEvent {
  return { action: 'mcp.tool_called', outcome, target: name };
}

function outcomeOf({ code }: DeskError): AuditOutcome {
  if (code === 'forbidden') return 'denied';
  return code === 'outcome_unknown' || code === 'upstream_timeout' ? 'unknown' : 'failure';
}

/** The same sentence as in a problem of the API. */
function failed({ requestId }: Actor, error: DeskError): CallToolResult {
  const { code, detail, errors, upstream } = error;
  if (statusOf(error) >= 500) {
    const cause = describeError(error.cause);
    log().error({ requestId, code, upstream, error: cause }, 'tool call failed');
  }
  const answer = { error: { code, detail, ...(errors && { errors }), requestId } };
  return { content: [asText(answer)], structuredContent: answer, isError: true };
}

/** For clients that don't read structured content: the same, still as data. */
function asText(answer: ToolAnswer) {
  return { type: 'text' as const, text: JSON.stringify(answer) };
}
