import { z } from 'zod';
import { StrategyError } from './strategy-error.js';

const FORMAT = 'archway-strategy';
const VERSION = 1;

/** Whose state a snapshot is. */
export interface SnapshotOwner {
  /** Name of the strategy. */
  readonly strategy: string;
  /** Hash of the space's definition. */
  readonly space: string;
}

const envelopeSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number().int().min(1),
  strategy: z.string(),
  space: z.string(),
  state: z.unknown(),
});

/** Writes a snapshot: UTF-8 JSON with the format, its version and the owner around the state. */
export function encodeSnapshot(owner: SnapshotOwner, state: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, version: VERSION, ...owner, state }));
}

/**
 * Reads a snapshot of `owner`.
 * @throws StrategyError FOREIGN_SNAPSHOT, NEWER_SNAPSHOT or DAMAGED_SNAPSHOT
 */
export function decodeSnapshot<State>(
  owner: SnapshotOwner,
  stateSchema: z.ZodType<State>,
  snapshot: Uint8Array,
): State {
  const envelope = readEnvelope(snapshot);
  if (envelope.version > VERSION) {
    throw new StrategyError(
      'NEWER_SNAPSHOT',
      `the snapshot has version ${envelope.version}, this program reads up to ${VERSION}: use a newer program`,
    );
  }
  if (envelope.strategy !== owner.strategy) {
    throw new StrategyError(
      'FOREIGN_SNAPSHOT',
      `the snapshot is of strategy ${envelope.strategy}, not of ${owner.strategy}`,
    );
  }
  if (envelope.space !== owner.space) {
    throw new StrategyError(
      'FOREIGN_SNAPSHOT',
      `the snapshot is of space ${envelope.space}, not of ${owner.space}`,
    );
  }
  const state = stateSchema.safeParse(envelope.state);
  if (state.success) return state.data;
  throw new StrategyError(
    'DAMAGED_SNAPSHOT',
    `the snapshot's state is damaged: ${z.prettifyError(state.error)}`,
  );
}

function readEnvelope(snapshot: Uint8Array): z.infer<typeof envelopeSchema> {
  try {
    return envelopeSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(snapshot)));
  } catch (cause) {
    throw new StrategyError('FOREIGN_SNAPSHOT', 'these bytes are no snapshot of a strategy', { cause });
  }
}
