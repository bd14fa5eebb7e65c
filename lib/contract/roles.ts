import { z } from 'zod';
import { permissions, withNeeded } from '@/lib/shared/permissions';
import { boundedArray, lineSchema } from './common';

export type { RoleItem } from './answers/roles';

const nameSchema = lineSchema({ max: 60, label: 'The name' });

/** What a permission can't be used without comes with it. */
const permissionsSchema = boundedArray(
  z.enum(permissions, { error: 'This permission doesn’t exist.' }),
  { max: 100 },
).transform(withNeeded);

export const addRoleInputSchema = z.strictObject({
  name: nameSchema,
  permissions: permissionsSchema,
});
export type AddRoleInput = z.infer<typeof addRoleInputSchema>;

export const changeRoleInputSchema = z
  .strictObject({ name: nameSchema.optional(), permissions: permissionsSchema.optional() })
  .refine((input) => Object.values(input).some((value) => value !== undefined), {
    error: 'Specify name or permissions.',
  });
export type ChangeRoleInput = z.infer<typeof changeRoleInputSchema>;
