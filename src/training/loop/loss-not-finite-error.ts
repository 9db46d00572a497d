/** The loss is NaN or infinite: the training has diverged, and no further step can bring it back. */
export class LossNotFiniteError extends Error {
  override readonly name = 'LossNotFiniteError';

  constructor(loss: number, where: string) {
    super(`the ${where} loss is ${loss}: the learning rate may be too high for this network`);
  }
}
