import {
  chosenDevicesInputSchema,
  exportDevicesQuerySchema,
  type ChosenDevicesInput,
} from '@/lib/contract/devices';
import { exportDevices } from '@/lib/server/devices/export-devices';
import { fileAnswer } from '@/lib/server/http/answers';
import { readJson, readQuery } from '@/lib/server/http/read-input';
import { resource, withStaff, type StaffCall } from '@/lib/server/http/route';

/** All that match the query; with POST, only the matches that the body names. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = resource(
  {
    GET: withStaff('devices.export', (call) => file(call)),

    POST: withStaff('devices.export', async (call) => {
      return file(call, await readJson(call.request, chosenDevicesInputSchema));
    }),
  },
  { hasHead: false },
);

async function file({ request, actor }: StaffCall, chosen?: ChosenDevicesInput): Promise<Response> {
  const query = readQuery(request, exportDevicesQuerySchema);
  return fileAnswer(await exportDevices(actor, query, chosen), 'devices', query.format);
}
