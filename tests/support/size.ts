/**
 * How much of something a test does: enough to find today's bugs in the usual run, and far more in
 * `npm run test:soak`, which looks for rare ones.
 */
export function size(usual: number, soak: number): number {
  return process.env.SOAK ? soak : usual;
}

/** Most of the bytes inside are alike. */
const EDGE = 40;
const STEP = 7;

/** Where a message of so many bytes is cut: at each byte of its ends, and at every seventh between. */
export function cutsOf(length: number): number[] {
  return Array.from({ length }, (_, cut) => cut).filter(
    (cut) => process.env.SOAK || cut < EDGE || cut >= length - EDGE || cut % STEP === 0,
  );
}

/** The statuses that are in use, and the neighbors of each range; with `SOAK`, all from 200 to 599. */
export function statuses(): number[] {
  const used = [200, 226, 299, 303, 307, 399, 408, 418, 425, 431, 451, 499, 511, 520, 530, 599];
  return Array.from({ length: 400 }, (_, index) => 200 + index).filter(
    (status) => process.env.SOAK || used.some((one) => Math.abs(one - status) <= 5),
  );
}
