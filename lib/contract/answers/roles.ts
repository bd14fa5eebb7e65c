import { z } from 'zod';
import { roleSchema } from '../staff';
import { permissions } from '@/lib/shared/permissions';

export const roleItemSchema = z
  .object({
    id: roleSchema,
    name: z.string(),
    isBuiltIn: z.boolean(),
    permissions: z.array(z.enum(permissions)).readonly(),
    members: z.int().describe('How many team members have it.'),
  })
  .meta({ id: 'RoleItem', description: 'A role, built in or defined here.' });
export type RoleItem = z.infer<typeof roleItemSchema>;
