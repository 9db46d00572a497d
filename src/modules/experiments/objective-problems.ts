import type { BenchmarkTable } from '../../nas/benchmarks/index.js';
import { type Objective, type QuantityName, quantityNames } from '../../nas/objectives/index.js';
import type { InputProblem } from '../../platform/errors/index.js';

/** What of an objective cannot be known where networks are trained. */
export function problemsOfTraining({ latency }: Objective): InputProblem[] {
  if (latency?.kind !== 'table') return [];
  const message = "must be { kind: 'model', gigaflopsPerSecond }: there is no table to read it from";
  return [{ field: 'objective.latency', message }];
}

/** What of an objective a table does not know. */
export function problemsWithTable(objective: Objective, table: BenchmarkTable): InputProblem[] {
  const { metric, latency } = objective;
  const problems: InputProblem[] = [];
  if (metric !== 'validationAccuracy') {
    const message = `must be 'validationAccuracy': table ${table.name} has no losses`;
    problems.push({ field: 'objective.metric', message });
  }
  const devices = table.devices.join(', ');
  if (latency && (latency.kind !== 'table' || !table.devices.includes(latency.device))) {
    const message = devices
      ? `must be { kind: 'table', device }, with one of ${devices}`
      : `must be left out: table ${table.name} has no latencies`;
    problems.push({ field: 'objective.latency', message });
  }
  for (const [field, quantity] of wantedOf(objective)) {
    if (quantity === 'latencyMs' || table.knows(quantity)) continue;
    problems.push({ field, message: `cannot be met: table ${table.name} has no ${quantity}` });
  }
  return problems;
}

/** The costs that an objective asks for, each with the field that does. */
function wantedOf({ constraints = {}, tradeOffs = [] }: Objective): [string, QuantityName][] {
  return [
    ...quantityNames
      .filter((name) => constraints[name] !== undefined)
      .map((name): [string, QuantityName] => [`objective.constraints.${name}`, name]),
    ...tradeOffs.map(({ quantity }, index): [string, QuantityName] => [
      `objective.tradeOffs.${index}.quantity`,
      quantity,
    ]),
  ];
}
