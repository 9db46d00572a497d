/** A worker says so often that it lives, and that it holds a trial, that two beats may be lost before its lease is. */
const BEATS_PER_LEASE = 3;

export const heartbeatMilliseconds = (leaseSeconds: number): number =>
  (leaseSeconds * 1000) / BEATS_PER_LEASE;
