import { z } from 'zod';
import { MAX_TAG_LENGTH, MAX_TAGS, tagKeyOf } from '@/lib/shared/tags';
import { accountIdSchema, boundedArray, lineSchema, listedNameSchema, textSchema } from './common';
import { deviceIdSchema, deviceRefSchema } from './devices';
import { chosenBounds, userKeySchema } from './users';

export type {
  Annotation,
  ChangedTags,
  DeviceTagsInUse,
  SkippedUser,
  TagsInUse,
} from './answers/annotations';

const MAX_NOTE = 5_000;
/** In one transaction. */
const MAX_TAGGED = 500;

/** One tag: blanks within it are single. A comma separates tags, so it can't be part of one. */
export const tagSchema = lineSchema({ max: MAX_TAG_LENGTH, label: 'The tag' })
  .transform((tag) => tag.replaceAll(/\s+/g, ' '))
  .refine((tag) => !tag.includes(','), { error: 'A tag can’t contain a comma.' });

/** Each tag once, as it was written first. */
export function tagsSchema(noun: string) {
  return boundedArray(tagSchema, {
    max: MAX_TAGS,
    tooMany: `A ${noun} can have at most ${MAX_TAGS} tags.`,
  }).transform((tags) => {
    const keys = tags.map(tagKeyOf);
    return tags.filter((_, place) => keys.indexOf(keys[place] ?? '') === place);
  });
}

/** What is left out stays as it is; null or an empty text removes the note. */
const changeOf = (noun: string) => ({
  note: textSchema({ max: MAX_NOTE, label: 'The note' }).nullable().optional(),
  tags: tagsSchema(noun).optional(),
});
const hasChange = ({ note, tags }: AnnotationChange) => note !== undefined || tags !== undefined;
const noChange = { error: 'Enter a note or tags.', path: ['note'] };

/** A note or tags to be saved; what is left out stays as it is. */
export type AnnotationChange = { note?: string | null | undefined; tags?: string[] | undefined };

export const annotateUserInputSchema = z
  .strictObject({ username: listedNameSchema, ...changeOf('user') })
  .refine(hasChange, noChange);
export type AnnotateUserInput = z.infer<typeof annotateUserInputSchema>;

export const annotateDeviceInputSchema = z
  .strictObject({ id: deviceIdSchema, ...changeOf('device') })
  .refine(hasChange, noChange);
export type AnnotateDeviceInput = z.infer<typeof annotateDeviceInputSchema>;

/** Tags to add to several devices, and to remove from them. */
export const tagDevicesInputSchema = z
  .strictObject({
    devices: boundedArray(deviceRefSchema, { min: 1, max: MAX_TAGGED }),
    add: tagsSchema('device').default([]),
    remove: tagsSchema('device').default([]),
  })
  .refine(({ add, remove }) => add.length > 0 || remove.length > 0, {
    error: 'Enter a tag to add or remove.',
    path: ['add'],
  });
export type TagDevicesInput = z.infer<typeof tagDevicesInputSchema>;

/** The most users whose tags one call changes. */
export const MOST_TAGGED = 50_000;

/**
 * `POST /api/users/tags`: which of the users that the query finds, and their tags. `all` has to be
 * said: a call that lost its list changes no one.
 */
export const changeTagsInputSchema = z
  .strictObject({
    usernames: boundedArray(listedNameSchema, chosenBounds).optional(),
    users: boundedArray(userKeySchema, chosenBounds).optional(),
    all: z.literal(true).optional(),
    add: tagsSchema('user').default([]),
    remove: tagsSchema('user').default([]),
  })
  .refine((one) => [one.usernames, one.users, one.all].filter(Boolean).length === 1, {
    error: 'Select users by username, by account and username, or all that match.',
    path: ['usernames'],
  })
  .refine(({ add, remove }) => add.length + remove.length > 0, {
    error: 'Enter a tag to add or remove.',
    path: ['add'],
  })
  .refine(({ add, remove }) => !add.some((tag) => hasTag(remove, tag)), {
    error: 'A tag can’t be added and removed at once.',
    path: ['remove'],
  });
export type ChangeTagsInput = z.infer<typeof changeTagsInputSchema>;

function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((one) => tagKeyOf(one) === tagKeyOf(tag));
}

/** `?account=` of the tags in use; `all`: of every account. */
export const listTagsQuerySchema = z.object({ account: accountIdSchema.optional() });
