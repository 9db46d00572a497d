/** Something that the set-up needs is not there. The message says what, and what would help. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
