export type SpaceErrorCode = 'INVALID_TOKENS' | 'INVALID_DESCRIPTION' | 'NOTHING_ADMITTED';

/** Something that is no point of the space. */
export class SpaceError extends Error {
  override readonly name = 'SpaceError';

  constructor(
    readonly code: SpaceErrorCode,
    message: string,
  ) {
    super(message);
  }
}
