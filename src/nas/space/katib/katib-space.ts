import { z } from 'zod';
import {
  type CustomDefinition,
  type CustomDescription,
  customDefinitionSchema,
} from '../custom/definition.js';
import { SpaceError } from '../space-error.js';
import { type KatibOperation, type NasConfig, operationsOf } from './nas-config.js';
import { operationLayers } from './operation-layers.js';

/**
 * The space of a Katib experiment as a template: layers of one operation each, which take the layer before, and any earlier one
 * by a skip, concatenated. Its networks end in the mean of each map and a dense layer, without Katib's dropout, and its
 * pools keep what is left over at the edge.
 * @throws ZodError when the template would break a limit of custom spaces, with paths in the template
 */
export function katibSpace(config: NasConfig): CustomDefinition {
  const operations = operationsOf(config);
  const [only] = operations;
  const body =
    only && operations.length === 1
      ? operationLayers(only).layers
      : [
          {
            layer: 'choice',
            name: 'operation',
            of: Object.fromEntries(
              operations.map((one, index) => [nameOf(operations, index), operationLayers(one).layers]),
            ),
          },
        ];
  return customDefinitionSchema.parse({
    kind: 'custom',
    network: [
      {
        layer: 'repeat',
        name: 'layers',
        times: config.graphConfig.numLayers,
        skips: 'concat',
        layers: body,
      },
    ],
  });
}

const rowsSchema = z.array(z.array(z.number().int().min(0)).min(1));

/**
 * An architecture that Katib's ENAS wrote, as a description of that space: row i is the number of an operation, among all
 * combinations of the values of the operations in their order, and i bits, 1 where the network's input, the first layer
 * and so on is taken beside the layer before.
 * @throws SpaceError INVALID_DESCRIPTION
 */
export function describeEnas(config: NasConfig, text: string): CustomDescription {
  const { numLayers } = config.graphConfig;
  const rows = rowsOf(text);
  if (rows.length !== numLayers)
    refuse(`must have ${numLayers} rows, one for each layer, not ${rows.length}`);
  const choices = rows.flatMap(([operation = 0, ...bits], layer) => {
    if (bits.length !== layer || bits.some((bit) => bit > 1))
      refuse(
        `row ${layer} must have an operation and ${layer} bits, not ${JSON.stringify([operation, ...bits])}`,
      );
    const skips = bits.map((bit, source): [string, number] => [`layers[${layer}].skip[${source}]`, bit]);
    return [...skips, ...operationChoices(operationsOf(config), operation, layer)];
  });
  return { kind: 'custom', choices: Object.fromEntries(choices) };
}

function rowsOf(text: string): number[][] {
  try {
    return rowsSchema.parse(JSON.parse(text));
  } catch {
    return refuse('must be rows of whole numbers, e.g. [[2], [0, 1]]');
  }
}

function operationChoices(
  operations: readonly KatibOperation[],
  id: number,
  layer: number,
): [string, string | number][] {
  let rest = id;
  const index = operations.findIndex((one) => {
    const count = combinationsOf(one);
    if (rest < count) return true;
    rest -= count;
    return false;
  });
  const operation = operations[index];
  if (!operation) {
    const total = operations.reduce((sum, one) => sum + combinationsOf(one), 0);
    return refuse(`row ${layer} must begin with an operation from 0 to ${total - 1}, not ${id}`);
  }
  const values = valuesAt(operation, rest);
  const { paths } = operationLayers(operation);
  const place = operations.length === 1 ? `layers[${layer}]` : `layers[${layer}].operation`;
  const prefix = operations.length === 1 ? place : `${place}.${nameOf(operations, index)}`;
  const own = Object.entries(paths).map(([name, path]): [string, string] => [
    `${prefix}.${path.replaceAll(/\{(\w+)\}/g, (_, other: string) => values[other] ?? '')}`,
    values[name] ?? '',
  ]);
  return operations.length === 1 ? own : [[place, nameOf(operations, index)], ...own];
}

/** The values of combination `index`, where the last parameter varies fastest. */
function valuesAt({ parameters }: KatibOperation, index: number): Record<string, string> {
  let rest = index;
  const chosen = parameters.toReversed().map(({ name, values }): [string, string] => {
    const value = values[rest % values.length] ?? '';
    rest = Math.floor(rest / values.length);
    return [name, value];
  });
  return Object.fromEntries(chosen);
}

const combinationsOf = ({ parameters }: KatibOperation): number =>
  parameters.reduce((count, { values }) => count * values.length, 1);

/** Katib lets a type of operation come twice. */
function nameOf(operations: readonly KatibOperation[], index: number): string {
  const type = operations[index]?.type ?? '';
  const earlier = operations.slice(0, index).filter((one) => one.type === type).length;
  return earlier === 0 ? type : `${type} ${earlier + 1}`;
}

function refuse(problem: string): never {
  throw new SpaceError('INVALID_DESCRIPTION', `the architecture ${problem}`);
}
