import type { BenchmarkTable } from '../../nas/benchmarks/index.js';
import { rewardOf } from '../../nas/objectives/reward.js';
import type { SearchSpace } from '../../nas/space/index.js';
import type { TabularDefinition } from '../experiments/index.js';
import type { TrialEnding } from './trial-lease.js';
import type { TrialPurpose } from './trial-state.js';

/**
 * What a table says of an architecture. A SEARCH trial is told what the table's cheap training reached, a FINAL one what
 * the full training validates and tests.
 */
export function tabularEnding(
  table: BenchmarkTable,
  space: SearchSpace,
  { objective }: Pick<TabularDefinition, 'objective'>,
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
  return {
    state: 'SUCCEEDED',
    validationAccuracy,
    reward: rewardOf(objective, [validationAccuracy]),
    deviceSeconds: 0,
    ...(purpose === 'FINAL' && { testAccuracy: test / rewardScale }),
  };
}
