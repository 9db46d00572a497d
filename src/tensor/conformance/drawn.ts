import fc from 'fast-check';
import type { Shape, Value } from '../index.js';
import type { NaiveTensor } from './naive.js';

export type Naives = readonly [NaiveTensor, NaiveTensor, ...NaiveTensor[]];
export type Values = readonly [Value, Value, ...Value[]];

/** An op on operands of these shapes, and what it is by its definition. The second operand may be absent. */
export interface Drawn {
  readonly shapes: readonly Shape[];
  readonly build: (operands: Values) => Value;
  readonly naive: (operands: Naives) => NaiveTensor;
}

export const extent = fc.integer({ min: 1, max: 5 });

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
