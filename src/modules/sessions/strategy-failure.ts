/** A strategy that cannot go on; trying again would only end the same way. */
export class StrategyFailedError extends Error {
  override readonly name = 'StrategyFailedError';
}

/** Tells what a strategy throws from what the database around it throws. */
export async function ofStrategy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrategyFailedError(`the strategy failed: ${reason}`, { cause: error });
  }
}
