import { readFileSync } from 'node:fs';
import { type FloatTensor, floatTensor, type Tensor } from '../tensor.js';

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A function of operands, its result, weights `dy` on the result, and the gradients of the weighted sum. */
interface GoldenFunction {
  readonly operands: Readonly<Record<string, GoldenTensor>>;
  readonly y: GoldenTensor;
  readonly dy: GoldenTensor;
  readonly gradients: Readonly<Record<string, GoldenTensor>>;
}

export interface Golden {
  readonly convolutions: readonly (GoldenFunction & {
    readonly name: string;
    readonly options: {
      readonly padding: 'same' | 'valid';
      readonly strides: number;
      readonly dilations: number;
      readonly groups: number;
    };
  })[];
  readonly pools: readonly (GoldenFunction & {
    readonly name: string;
    readonly kind: 'max' | 'average';
    readonly options: {
      readonly window: number;
      readonly strides: number;
      readonly padding: [number, number, number, number];
    };
  })[];
  readonly batchNorm: GoldenFunction & {
    readonly epsilon: number;
    readonly mean: GoldenTensor;
    readonly variance: GoldenTensor;
  };
  readonly crossEntropy: readonly {
    readonly labelSmoothing: number;
    readonly logits: GoldenTensor;
    readonly labels: readonly number[];
    readonly loss: number;
    readonly gradient: GoldenTensor;
  }[];
  readonly lstmCell: Readonly<Record<'x' | 'hidden' | 'cell' | 'kernel' | 'bias', GoldenTensor>> & {
    readonly weights: Readonly<Record<'hidden' | 'cell', GoldenTensor>>;
    readonly next: Readonly<Record<'hidden' | 'cell', GoldenTensor>>;
    readonly gradients: Readonly<Record<'x' | 'hidden' | 'cell' | 'kernel' | 'bias', GoldenTensor>>;
  };
  readonly optimizers: readonly {
    readonly name: string;
    readonly options: { readonly kind: 'sgd' | 'adam'; readonly rate: number } & Readonly<
      Record<string, unknown>
    >;
    readonly clipNorm: number | null;
    readonly start: GoldenTensor;
    readonly curvature: GoldenTensor;
    readonly path: readonly (readonly number[])[];
  }[];
  readonly training: {
    readonly x: GoldenTensor;
    readonly labels: readonly number[];
    readonly start: Readonly<Record<string, GoldenTensor>>;
    readonly losses: readonly number[];
    readonly end: Readonly<Record<string, GoldenTensor>>;
  };
}

/** What PyTorch computed: test/golden/tensor/make-golden.py. */
export const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/tensor/golden.json', import.meta.url), 'utf8'),
);

export const tensorOf = ({ shape, data }: GoldenTensor): FloatTensor => floatTensor(shape, data);

/** Largest |actual - expected| / (1 + |expected|); infinite where the lengths differ or a value is not a number. */
export function distance(actual: Tensor | undefined, expected: { readonly data: readonly number[] }): number {
  if (actual?.data.length !== expected.data.length) return Number.POSITIVE_INFINITY;
  const distances = expected.data.map((value, index) => {
    const apart = Math.abs(Number(actual.data[index]) - value) / (1 + Math.abs(value));
    return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
  });
  return Math.max(0, ...distances);
}
