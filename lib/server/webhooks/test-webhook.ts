import 'server-only';
import type { WebhookTest } from '@/lib/contract/webhooks';
import type { Actor } from '@/lib/server/actor';
import { afterSending, recordEvent } from '@/lib/server/audit/record';
import { createId, db } from '@/lib/server/db/client';
import { webhookDeliveries } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import { readWebhookSecrets } from '@/lib/server/vault/webhook-secrets';
import type { Resolve } from './address';
import { post, type Attempt } from './post';
import { findWebhook } from './webhooks';

const ACTION = 'webhook.tested';

/**
 * Sends a test event, once, and answers with what came of it. Also to a webhook that is disabled:
 * to see whether it works again.
 * @throws DeskError `not_found`, `vault_locked`; `conflict` its secret can't be read
 */
export async function testWebhook(
  actor: Actor,
  webhookId: string,
  resolve?: Resolve,
): Promise<WebhookTest> {
  const { name, url } = await findWebhook(actor, webhookId);
  const secrets = await secretsOf(actor, webhookId);
  const id = createId('msg');
  const at = new Date().toISOString();
  const { id: actorId, email, requestId, ip } = actor;
  const data = {
    ...{ id: createId('evt'), at, actor: { id: actorId, email }, action: ACTION },
    ...{ target: name, outcome: 'success', requestId, ip, details: { id: webhookId } },
    ...{ sequence: null, hash: null },
  };
  const body = JSON.stringify({ type: ACTION, timestamp: at, data });
  const attempt = await post(url, { id, body, secrets }, { resolve });
  await afterSending(actor, () => record(actor, { webhookId, name, id }, attempt), 'test not kept');
  return { ok: attempt.failure === null, deliveryId: id, ...attempt };
}

async function secretsOf(actor: Actor, webhookId: string): Promise<string[]> {
  const secrets = await readWebhookSecrets(actor, webhookId).catch((error: unknown) => {
    throw vaultRefusal(error);
  });
  if (secrets.length > 0) return secrets;
  throw new DeskError('conflict', {
    detail:
      'The secret of this webhook can’t be read. Rotate it, and give the receiver the new one.',
  });
}

type Tested = { webhookId: string; name: string; id: string };

async function record(
  actor: Actor,
  { webhookId, name, id }: Tested,
  { status, failure, tookMs }: Attempt,
): Promise<void> {
  await db().transaction(async (tx) => {
    const now = new Date();
    await tx.insert(webhookDeliveries).values({
      ...{ id, webhookId, action: ACTION, status, failure, tookMs, attempts: 1 },
      ...{ state: failure === null ? 'delivered' : 'failed', triedAt: now, settledAt: now },
    });
    const outcome = failure === null ? 'success' : 'failure';
    const details = {
      id: webhookId,
      ...(status !== null && { status }),
      ...(failure && { failure }),
    };
    await recordEvent(actor, { action: ACTION, target: name, outcome, details }, tx);
  });
}
