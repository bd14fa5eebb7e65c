import {
  annotateDeviceInputSchema,
  listTagsQuerySchema,
  tagDevicesInputSchema,
} from '@/lib/contract/annotations';
import { deviceAccountQuerySchema } from '@/lib/contract/devices';
import { findAccount, findAccounts } from '@/lib/server/accounts/accounts';
import { annotateDevice, listDeviceTags, tagDevices } from '@/lib/server/devices/annotations';
import { json, noContent } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff } from '@/lib/server/http/route';

/**
 * Our own notes and tags on devices: the tags in use, changing those of one device, and tagging
 * several.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource({
  GET: withStaff('devices.read', async ({ request, actor }) => {
    const { account } = readQuery(request, listTagsQuerySchema);
    return json(await listDeviceTags(await findAccounts(actor, 'remoteit', account)));
  }),

  PATCH: withStaff('devices.annotate', async ({ request, actor }) => {
    const { account: id } = readQuery(request, deviceAccountQuerySchema);
    const account = await findAccount(actor, 'remoteit', id);
    return json(
      await annotateDevice(actor, account, await readJson(request, annotateDeviceInputSchema)),
    );
  }),

  POST: withStaff('devices.annotate', async ({ request, actor }) => {
    await tagDevices(actor, await readJson(request, tagDevicesInputSchema));
    return noContent();
  }),
});
