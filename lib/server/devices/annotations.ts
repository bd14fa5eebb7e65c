import 'server-only';
import type {
  AnnotateDeviceInput,
  Annotation,
  DeviceTagsInUse,
  TagDevicesInput,
} from '@/lib/contract/annotations';
import type { UpstreamDevice } from '@/lib/contract/devices';
import { findAccount, type Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import {
  annotate,
  countTags,
  withChange,
  type Annotated,
} from '@/lib/server/annotations/annotations';
import { db } from '@/lib/server/db/client';
import { deviceAnnotations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { MAX_TAGS, tagKeyOf } from '@/lib/shared/tags';
import { findListedDevice } from './find-device';
import { devicesOf } from './list-devices';

/**
 * Changes our own note and tags on a device.
 * @throws DeskError `not_found`, `account_not_found`
 * @throws UpstreamError if no list can be read
 */
export async function annotateDevice(
  actor: Actor,
  account: Account,
  { id, ...change }: AnnotateDeviceInput,
): Promise<Annotation> {
  const item = toAnnotated(account, await findListedDevice(account, id));
  return db().transaction((tx) => annotate(tx, actor, item, withChange(change)));
}

/**
 * Adds tags to several devices and removes others: all are changed, or none.
 * @throws DeskError `not_found`, `account_not_found`; `invalid_request` one would have too many
 * @throws UpstreamError if no list can be read
 */
export async function tagDevices(
  actor: Actor,
  { devices, add, remove }: TagDevicesInput,
): Promise<void> {
  const accountIds = [...new Set(devices.map(({ accountId }) => accountId))];
  const accounts = new Map(
    await Promise.all(
      accountIds.map(async (id) => [id, await findAccount(actor, 'remoteit', id)] as const),
    ),
  );
  const items = new Map<string, AnnotatedDevice>();
  for (const { accountId, id } of devices) {
    const account = accounts.get(accountId);
    if (!account) continue;
    const item = toAnnotated(account, await findListedDevice(account, id));
    items.set(`${accountId} ${item.itemId}`, item);
  }
  const removed = new Set(remove.map(tagKeyOf));
  await db().transaction(async (tx) => {
    // In one order for everyone, so that two who change the same devices don't lock each other out.
    for (const [, item] of [...items].sort(([one], [other]) => (one < other ? -1 : 1))) {
      await annotate(tx, actor, item, ({ note, tags }) => {
        const kept = tags.filter((tag) => !removed.has(tagKeyOf(tag)));
        const keys = new Set(kept.map(tagKeyOf));
        const after = [...kept, ...add.filter((tag) => !keys.has(tagKeyOf(tag)))];
        if (after.length > MAX_TAGS) throw tooManyTags(item.about.device);
        return { note, tags: after };
      });
    }
  });
}

/** The tags in use in these accounts, the most used first. */
export async function listDeviceTags(accounts: readonly Account[]): Promise<DeviceTagsInUse> {
  const tags = await countTags(deviceAnnotations, accounts, async (account) =>
    (await devicesOf(account).read()).items.map(({ id }) => id),
  );
  return { items: tags.map(({ tag, count }) => ({ tag, devices: count })) };
}

type AnnotatedDevice = Annotated & { about: { device: string } };

function toAnnotated({ id: accountId }: Account, { id, name }: UpstreamDevice): AnnotatedDevice {
  const table = deviceAnnotations;
  return { table, action: 'device.annotated', accountId, itemId: id, about: { device: name } };
}

function tooManyTags(device: string): DeskError {
  return new DeskError('invalid_request', {
    detail: `“${device}” would have more than ${MAX_TAGS} tags, so nothing was changed.`,
    errors: [
      { path: 'add', code: 'too_many', message: `A device can have at most ${MAX_TAGS} tags.` },
    ],
  });
}
