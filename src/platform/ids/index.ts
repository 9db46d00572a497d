import { v7 } from 'uuid';

/** A new UUIDv7: ordered by time of creation, so that an index on it stays dense at its end. */
export const newId = (): string => v7();
