/** The exported file does not compute what the trained network computes. */
export class ParityError extends Error {
  override readonly name = 'ParityError';
}
