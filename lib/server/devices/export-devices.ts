import 'server-only';
import type {
  ChosenDevicesInput,
  ExportDevicesQuery,
  UpstreamDevice,
} from '@/lib/contract/devices';
import { findAccount, findAccounts, type Account } from '@/lib/server/accounts/accounts';
import { accountColumn, recordExportOf } from '@/lib/server/accounts/exported-rows';
import { joinLists, requireAll } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { findAnnotations } from '@/lib/server/annotations/annotations';
import { deviceAnnotations } from '@/lib/server/db/schema';
import { writeTable, type Cell } from '@/lib/server/lists/write-table';
import { devicesOf, findMatches } from './list-devices';

const HEADINGS = [
  ...['Device', 'Status', 'Last contact', 'Platform', 'Owner', 'Services'],
  ...['External address', 'Internal address', 'Tags', 'ID'],
];

/**
 * The matching devices, in the order on screen, as a file. What remote.it didn't return is an empty
 * cell.
 * @param chosen of the matches, only these; if left out, all
 * @throws DeskError `account_not_found`, `account_disabled`, `rate_limited`
 * @throws UpstreamError if no list was ever read
 */
export async function exportDevices(
  actor: Actor,
  query: ExportDevicesQuery,
  chosen?: ChosenDevicesInput,
  now = new Date(),
): Promise<ReadableStream | Uint8Array<ArrayBuffer>> {
  const accounts = await accountsFor(actor, query, chosen);
  const list = await joinLists('devices', accounts, devicesOf);
  requireAll('devices', list.unavailable);
  const { items, accountAt } = list;
  const matching = await findMatches(list, accounts, query, now);
  const wanted = chosen && new Set(chosen.devices.map(({ accountId, id }) => `${accountId} ${id}`));
  const places = wanted
    ? matching.filter((place) => wanted.has(`${accountAt(place)} ${items[place]?.id}`))
    : matching;
  const annotations = new Map(
    await Promise.all(
      accounts.map(async ({ id }) => [id, await findAnnotations(deviceAnnotations, id)] as const),
    ),
  );
  await recordExportOf(actor, accounts, {
    action: 'devices.exported',
    format: query.format,
    rows: places.length,
  });
  const account = accounts.length === 1 ? null : accountColumn(accounts);
  return writeTable(query.format, {
    name: 'Devices',
    headings: account ? [...HEADINGS, account.heading] : HEADINGS,
    length: places.length,
    rowAt: (index) => {
      const place = places[index] ?? -1;
      const device = items[place];
      if (!device) return [];
      const accountId = accountAt(place);
      const cells = cellsOf(device, annotations.get(accountId)?.get(device.id)?.tags ?? []);
      return account ? [...cells, account.cellOf(accountId)] : cells;
    },
  });
}

/** Selected rows may be of any accounts. */
async function accountsFor(
  actor: Actor,
  { account }: ExportDevicesQuery,
  chosen: ChosenDevicesInput | undefined,
): Promise<Account[]> {
  if (!chosen) return findAccounts(actor, 'remoteit', account);
  const ids = new Set(chosen.devices.map(({ accountId }) => accountId));
  return Promise.all([...ids].map((id) => findAccount(actor, 'remoteit', id)));
}

function cellsOf(device: UpstreamDevice, tags: readonly string[]): Cell[] {
  const { id, name, state, lastSeenAt, platform, owner, services, addresses, missing } = device;
  const isKnown = (part: 'state' | 'services') => !missing?.includes(part);
  return [
    name,
    isKnown('state') ? (state === 'active' ? 'Online' : 'Offline') : null,
    lastSeenAt,
    platform ?? null,
    owner || null,
    isKnown('services') ? services.map((one) => one.name).join(', ') || null : null,
    addresses?.external ?? null,
    addresses?.internal ?? null,
    tags.join(', ') || null,
    id,
  ];
}
