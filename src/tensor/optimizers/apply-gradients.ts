import { type AdamOptions, applyAdam } from './adam.js';
import { applySgd, type SgdOptions } from './sgd.js';
import type { VariableGradient } from './weight-decay.js';

export type Optimizer = SgdOptions | AdamOptions;

/**
 * Makes the optimizer's state variables (zeros to begin with) and assigns every variable its next value.
 * Once for each optimizer and graph.
 */
export function applyGradients(optimizer: Optimizer, pairs: readonly VariableGradient[]): void {
  switch (optimizer.kind) {
    case 'sgd':
      applySgd(optimizer, pairs);
      break;
    case 'adam':
    case 'adamW':
      applyAdam(optimizer, pairs);
      break;
  }
}
