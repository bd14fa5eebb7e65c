import 'server-only';
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type {
  AddTemplateInput,
  ChangeTemplateInput,
  InvitationTemplate,
} from '@/lib/contract/invitation-templates';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { invitationTemplates } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';

/** Of the whole team. */
const MOST_TEMPLATES = 100;

const { id, name, seats, isHeld } = invitationTemplates;
const columns = { id, name, seats, isHeld };

/** By name. */
export async function listTemplates(): Promise<InvitationTemplate[]> {
  return db()
    .select(columns)
    .from(invitationTemplates)
    .orderBy(asc(sql`lower(${name})`));
}

/** @throws DeskError `conflict` the name is taken, or there are too many */
export async function addTemplate(
  actor: Actor,
  input: AddTemplateInput,
): Promise<InvitationTemplate> {
  const template = { id: createId('tpl'), ...input };
  await db().transaction(async (tx) => {
    await lockTemplates(tx);
    await requireFreeName(tx, input.name);
    if ((await tx.$count(invitationTemplates)) >= MOST_TEMPLATES) {
      throw new DeskError('conflict', {
        detail: `There are ${MOST_TEMPLATES} templates, which is the most. Delete one first.`,
      });
    }
    await tx.insert(invitationTemplates).values(template);
    const event = { action: 'template.added', target: input.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: template }, tx);
  });
  return template;
}

/** @throws DeskError `not_found`; `conflict` the name is taken */
export async function changeTemplate(
  actor: Actor,
  templateId: string,
  change: ChangeTemplateInput,
): Promise<void> {
  await db().transaction(async (tx) => {
    await lockTemplates(tx);
    const before = await findTemplate(tx, templateId);
    if (change.name !== undefined) await requireFreeName(tx, change.name, templateId);
    const after = {
      name: change.name ?? before.name,
      seats: change.seats ?? before.seats,
      isHeld: change.isHeld ?? before.isHeld,
    };
    await tx
      .update(invitationTemplates)
      .set({ ...after, updatedAt: sql`now()` })
      .where(eq(id, templateId));
    const event = { action: 'template.changed', target: after.name, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id: templateId, before, after } }, tx);
  });
}

/** @throws DeskError `not_found` */
export async function deleteTemplate(actor: Actor, templateId: string): Promise<void> {
  await db().transaction(async (tx) => {
    await lockTemplates(tx);
    const template = await findTemplate(tx, templateId);
    await tx.delete(invitationTemplates).where(eq(id, templateId));
    const event = {
      action: 'template.deleted',
      target: template.name,
      outcome: 'success',
    } as const;
    await recordEvent(actor, { ...event, details: template }, tx);
  });
}

/** One change at a time: names and their number are checked before they are written. */
async function lockTemplates(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('invitation templates'))`);
}

async function findTemplate(tx: Transaction, templateId: string): Promise<InvitationTemplate> {
  const [template] = await tx.select(columns).from(invitationTemplates).where(eq(id, templateId));
  if (template) return template;
  throw new DeskError('not_found', {
    detail: 'This template doesn’t exist any more. Reload the page.',
  });
}

async function requireFreeName(
  tx: Transaction,
  wanted: string,
  /** The template that is renamed. */
  except = '',
): Promise<void> {
  const [taken] = await tx
    .select({ name })
    .from(invitationTemplates)
    .where(and(eq(sql`lower(${name})`, wanted.toLowerCase()), ne(id, except)));
  if (!taken) return;
  const message = `There is a template named ${taken.name} already. Choose another name.`;
  throw new DeskError('conflict', {
    detail: message,
    errors: [{ path: 'name', code: 'taken', message }],
  });
}
