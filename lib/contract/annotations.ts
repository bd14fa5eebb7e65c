import { z } from 'zod';
import { MAX_TAG_LENGTH, MAX_TAGS, tagKeyOf } from '@/lib/shared/tags';
import { accountIdSchema, boundedArray, lineSchema, listedNameSchema, textSchema } from './common';

const MAX_NOTE = 5_000;

/** One tag: blanks within it are single. A comma separates tags, so it can't be part of one. */
export const tagSchema = lineSchema({ max: MAX_TAG_LENGTH, label: 'The tag' })
  .transform((tag) => tag.replaceAll(/\s+/g, ' '))
  .refine((tag) => !tag.includes(','), { error: 'A tag can’t contain a comma.' });

/** Each tag once, as it was written first. */
const tagsSchema = boundedArray(tagSchema, {
  max: MAX_TAGS,
  tooMany: `A user can have at most ${MAX_TAGS} tags.`,
}).transform((tags) => {
  const keys = tags.map(tagKeyOf);
  return tags.filter((_, place) => keys.indexOf(keys[place] ?? '') === place);
});

/** What is left out stays as it is; null or an empty text removes the note. */
export const annotateUserInputSchema = z
  .strictObject({
    username: listedNameSchema,
    note: textSchema({ max: MAX_NOTE, label: 'The note' }).nullable().optional(),
    tags: tagsSchema.optional(),
  })
  .refine(({ note, tags }) => note !== undefined || tags !== undefined, {
    error: 'Enter a note or tags.',
    path: ['note'],
  });
export type AnnotateUserInput = z.infer<typeof annotateUserInputSchema>;

/** `?account=` of the tags in use; `all`: of every account. */
export const listTagsQuerySchema = z.object({ account: accountIdSchema.optional() });

/** Our own note and tags on a customer user. */
export type Annotation = { note: string | null; tags: string[] };

/** The tags in use, the most used first. */
export type TagsInUse = { items: { tag: string; users: number }[] };
