import type { BenchmarkTable } from '../../nas/benchmarks/index.js';
import { type Objective, type Quantities, RewardError, rewardOf } from '../../nas/objectives/index.js';
import type { SearchSpace } from '../../nas/space/index.js';
import type { TrialEnding } from './trial-lease.js';
import type { TrialPurpose } from './trial-state.js';

/** What a table knows of an architecture's costs, with the latency on the device of the objective. */
export function tabularQuantities(
  table: BenchmarkTable,
  space: SearchSpace,
  { latency }: Objective,
  tokens: readonly number[],
): Quantities {
  return table.quantities(space, tokens, latency?.kind === 'table' ? latency.device : null);
}

/**
 * What a table says of an architecture. A SEARCH trial is told what the table's cheap training reached, a FINAL one what
 * the full training validates and tests.
 */
export function tabularEnding(
  table: BenchmarkTable,
  space: SearchSpace,
  objective: Objective,
  purpose: TrialPurpose,
  tokens: readonly number[],
): TrialEnding {
  const { rewardScale } = table.header;
  const { reward, validation, test } = table.lookUp(space, tokens);
  const validationAccuracy = (purpose === 'FINAL' ? validation : reward) / rewardScale;
  if (Number.isNaN(validationAccuracy)) {
    const failureMessage = `table ${table.name} has no result of this architecture`;
    return { state: 'FAILED', failure: 'DATA_ERROR', failureMessage, deviceSeconds: 0 };
  }
  try {
    return {
      state: 'SUCCEEDED',
      validationAccuracy,
      reward: rewardOf(objective, [validationAccuracy], tabularQuantities(table, space, objective, tokens)),
      deviceSeconds: 0,
      ...(purpose === 'FINAL' && { testAccuracy: test / rewardScale }),
    };
  } catch (error) {
    if (!(error instanceof RewardError)) throw error;
    return { state: 'FAILED', failure: 'NOT_A_NUMBER', failureMessage: error.message, deviceSeconds: 0 };
  }
}
