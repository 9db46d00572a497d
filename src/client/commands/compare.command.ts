import type { ArchwayClient } from '../archway-client.js';
import { drawComparison } from '../screen/draw-comparison.js';
import { print, printJson } from './output.js';

/** Prints sessions of one problem, and their control arms, beside one another. */
export async function compareSessions(
  client: ArchwayClient,
  ids: readonly string[],
  { json }: { json?: boolean },
): Promise<void> {
  const comparison = await client.compare(ids);
  if (json) printJson(comparison);
  else print(drawComparison(comparison));
}
