import 'server-only';
import { z } from 'zod';
import { annotateDeviceInputSchema } from '@/lib/contract/annotations';
import { deviceFiltersSchema, deviceIdSchema } from '@/lib/contract/devices';
import { findAccount } from '@/lib/server/accounts/accounts';
import { annotateDevice } from '@/lib/server/devices/annotations';
import { listDevices } from '@/lib/server/devices/list-devices';
import { parseInput } from '@/lib/server/http/read-input';
import { accountInput, defineTool, noteInput, pageInput, tagsInput } from '../tool';

const filters = deviceFiltersSchema.shape;

export const searchDevices = defineTool({
  name: 'search_devices',
  title: 'Search devices',
  description: 'Finds devices of remote.it with their state, owner, customer, and services.',
  permission: 'devices.read',
  isWrite: false,
  input: z.strictObject({
    search: filters.search.describe('Any part of the name or ID of a device or of a service.'),
    state: filters.state,
    shared: filters.shared,
    offlineDays: z.int().min(1).max(3_650).optional().describe('Offline for at least this long.'),
    tag: filters.tag.describe('One of our tags; several separated by commas.'),
    customer: filters.customer.describe('IDs of customers, separated by commas, or none.'),
    sort: filters.sort,
    account: accountInput('Left out: the default one. all: every account.'),
    ...pageInput,
  }),
  run: async (actor, input) => listDevices(actor, input),
});

export const annotateDeviceTool = defineTool({
  name: 'annotate_device',
  title: 'Change a device’s note or tags',
  description:
    'Replaces our own note or tags of a device. What is left out stays as it is; null removes the note.',
  permission: 'devices.annotate',
  isWrite: true,
  input: z.strictObject({
    id: deviceIdSchema,
    note: noteInput,
    tags: tagsInput,
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { account, ...change }) => {
    const input = parseInput(annotateDeviceInputSchema, change);
    return annotateDevice(actor, await findAccount(actor, 'remoteit', account), input);
  },
});
