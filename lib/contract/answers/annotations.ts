import { z } from 'zod';

export const skippedUserSchema = z
  .object({
    accountId: z.string().nullable(),
    username: z.string(),
    reason: z.enum(['too_many_tags', 'not_listed']),
  })
  .meta({
    id: 'SkippedUser',
    description:
      "Why someone's tags stayed: they would have more than 20, or RemotePC doesn't list them.",
  });
export type SkippedUser = z.infer<typeof skippedUserSchema>;

export const changedTagsSchema = z
  .object({
    changed: z.int(),
    unchanged: z.int(),
    skipped: z.array(skippedUserSchema),
    skippedCount: z.int(),
  })
  .meta({
    id: 'ChangedTags',
    description:
      "Everyone else's tags are changed, or were already so. `skipped`: the first hundred.",
  });
export type ChangedTags = z.infer<typeof changedTagsSchema>;

export const annotationSchema = z
  .object({
    note: z.string().nullable(),
    tags: z.array(z.string()),
  })
  .meta({ id: 'Annotation', description: 'Our own note and tags on a customer user or a device.' });
export type Annotation = z.infer<typeof annotationSchema>;

export const tagsInUseSchema = z
  .object({
    items: z.array(
      z.object({
        tag: z.string(),
        users: z.int(),
      }),
    ),
  })
  .meta({ id: 'TagsInUse', description: 'The tags in use, the most used first.' });
export type TagsInUse = z.infer<typeof tagsInUseSchema>;

export const deviceTagsInUseSchema = z
  .object({
    items: z.array(
      z.object({
        tag: z.string(),
        devices: z.int(),
      }),
    ),
  })
  .meta({ id: 'DeviceTagsInUse' });
export type DeviceTagsInUse = z.infer<typeof deviceTagsInUseSchema>;
