import { z } from 'zod';
import { momentSchema } from './moments';
import { changeKinds, changeStates } from '../changes';
import { personSchema } from './approvals';

export const fieldChangeSchema = z
  .object({
    field: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({
    id: 'FieldChange',
    description: 'One field of a setting; `null`: there was or will be none. Never a secret.',
  });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const pendingChangeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(changeKinds),
    setting: z
      .string()
      .describe(
        'Which setting: `staff-policy`, `policy:rpc_…`, `role:rol_…`, `staff:stf_…`, `account:rpc_…`.',
      ),
    accountId: z.string().nullable(),
    targetName: z.string(),
    changes: z.array(fieldChangeSchema),
    state: z.enum(changeStates),
    askedBy: personSchema,
    askedAt: momentSchema,
    expiresAt: momentSchema,
    decidedBy: personSchema.nullable(),
    decidedAt: momentSchema.nullable(),
    note: z.string().nullable(),
    isMine: z.boolean(),
    mayDecide: z.boolean(),
  })
  .meta({ id: 'PendingChange' });
export type PendingChange = z.infer<typeof pendingChangeSchema>;

export const changesPageSchema = z
  .object({
    pending: z.array(pendingChangeSchema),
    past: z.array(pendingChangeSchema),
  })
  .meta({ id: 'ChangesPage', description: "Those that wait, and the latest that don't any more." });
export type ChangesPage = z.infer<typeof changesPageSchema>;

export const waitsForApprovalSchema = z
  .object({
    approvalId: z.string(),
  })
  .meta({ id: 'WaitsForApproval', description: 'The answer to a change that waits now: 202.' });
export type WaitsForApproval = z.infer<typeof waitsForApprovalSchema>;
