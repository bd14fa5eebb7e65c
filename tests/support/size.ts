/**
 * How much of something a test does: enough to find today's bugs in the usual run, and far more in
 * `npm run test:soak`, which looks for rare ones.
 */
export function size(usual: number, soak: number): number {
  return process.env.SOAK ? soak : usual;
}
