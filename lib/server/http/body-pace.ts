import 'server-only';

/**
 * How slowly a body may come: within `graceMs`, and a second more for each `bytesPerSecond` that
 * have come. A limit on the whole time alone would either cut off 10 MiB over a poor mobile uplink
 * or let a client that sends a byte a second hold a handler just as long.
 */
export const bodyPace = { graceMs: 20_000, bytesPerSecond: 32 * 1024 };
