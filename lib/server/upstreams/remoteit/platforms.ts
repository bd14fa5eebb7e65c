import 'server-only';

/**
 * The numbers by which remote.it tells what a device runs.
 * @source repository remoteit/desktop, frontend/src/platforms/catalogue.generated.json
 */
const platforms = new Map([
  [0, 'Windows'],
  [4, 'Windows'],
  [5, 'Windows'],
  [10, 'Windows Server'],
  [256, 'macOS'],
  [768, 'Unix'],
  [769, 'Linux'],
  [1072, 'Raspberry Pi'],
  [1075, 'Raspberry Pi'],
  [1076, 'Raspberry Pi'],
  [1077, 'Raspberry Pi'],
  [1120, 'Debian Linux'],
  [1121, 'Red Hat Linux'],
  [1122, 'Alpine Linux'],
  [1185, 'AWS'],
  [1186, 'Azure'],
  [1187, 'Google Cloud'],
  [1200, 'Linux on ARM'],
  [1201, 'NVIDIA Jetson'],
  [1202, 'Linux'],
  [1205, 'OpenWrt'],
  [1209, 'AXIS'],
  [1210, 'Synology'],
  [1213, 'Android'],
  [1214, 'iOS'],
  [1216, 'Firewalla'],
  [1218, 'Ubiquiti'],
  [1219, 'Docker'],
  [1220, 'Docker'],
  [1221, 'Docker'],
  [1281, 'Teltonika'],
]);

/** What a device runs, in a word; undefined for a number that isn't known. */
export function toPlatform(code: number | undefined): string | undefined {
  return code === undefined ? undefined : platforms.get(code);
}
