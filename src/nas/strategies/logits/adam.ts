import { z } from 'zod';

const DECAY_OF_MEAN = 0.9;
const DECAY_OF_SQUARE = 0.999;
const EPSILON = 1e-8;

const vector = z.array(z.number());

export const adamStateSchema = z.strictObject({
  steps: z.number().int().min(0),
  mean: vector,
  square: vector,
});

export type AdamState = z.infer<typeof adamStateSchema>;

export const initialAdam = (size: number): AdamState => ({
  steps: 0,
  mean: new Array<number>(size).fill(0),
  square: new Array<number>(size).fill(0),
});

/** One step of Adam (Kingma & Ba, ICLR 2015, algorithm 1) down `gradient`; `parameters` and `state` change in place. */
export function adamStep(
  parameters: number[],
  gradient: readonly number[],
  state: AdamState,
  learningRate: number,
): void {
  state.steps += 1;
  const meanWeight = 1 - DECAY_OF_MEAN ** state.steps;
  const squareWeight = 1 - DECAY_OF_SQUARE ** state.steps;
  gradient.forEach((slope, index) => {
    const mean = DECAY_OF_MEAN * (state.mean[index] ?? 0) + (1 - DECAY_OF_MEAN) * slope;
    const square = DECAY_OF_SQUARE * (state.square[index] ?? 0) + (1 - DECAY_OF_SQUARE) * slope * slope;
    state.mean[index] = mean;
    state.square[index] = square;
    const step = (learningRate * mean) / meanWeight / (Math.sqrt(square / squareWeight) + EPSILON);
    parameters[index] = (parameters[index] ?? 0) - step;
  });
}
