import { z } from 'zod';
import { roleSchema } from '../staff';
import { viewPages } from '@/lib/shared/view-pages';

export const savedViewSchema = z
  .object({
    id: z.string(),
    page: z.enum(viewPages),
    name: z.string(),
    query: z.string().describe("The page's own filters, as in its URL: `seats=over&sort=-unused`."),
    columns: z.array(z.string()).nullable().describe('Null: as each person has them.'),
    scope: z.enum(['me', 'role', 'everyone']),
    role: roleSchema.nullable().describe('Whose it is with `scope` `role`.'),
    owner: z.object({
      id: z.string(),
      name: z.string(),
    }),
    mayChange: z.boolean().describe('Whether the person who asks may change and delete it.'),
  })
  .meta({
    id: 'SavedView',
    description:
      'A list as someone saved it: its filters, and who else has it in their navigation.',
  });
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsSchema = z
  .object({
    items: z.array(savedViewSchema),
    mayShare: z.boolean(),
  })
  .meta({ id: 'SavedViews', description: '`mayShare`: the person who asks may share theirs.' });
export type SavedViews = z.infer<typeof savedViewsSchema>;
