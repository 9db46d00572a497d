import type { Runtime } from '../runtime.js';
import { TensorError } from '../tensor-error.js';
import type { Device } from './device.js';
import { openOnnx } from './onnx/open-onnx.js';
import type { Engine, OpenedRuntime, RuntimeChoice } from './runtime-choice.js';
import { openTensorFlow } from './tensorflow/open-tensorflow.js';

/** @throws TensorError RUNTIME_UNAVAILABLE with the way to get it */
const open: Readonly<Record<Engine, (choice: RuntimeChoice) => OpenedRuntime>> = {
  onnx: openOnnx,
  tensorflow: openTensorFlow,
};

/** The faster first: TensorFlow has native gradient kernels on a card, ONNX Runtime one compiled step on a processor. */
export const enginesOf = (device: Device): readonly Engine[] =>
  device === 'cpu' ? ['onnx', 'tensorflow'] : ['tensorflow', 'onnx'];

/**
 * The engine that is asked for, or with `auto` the first of the device's that works.
 * @throws TensorError RUNTIME_UNAVAILABLE with what was tried and how to get it
 */
export function createRuntime(choice: RuntimeChoice): Runtime {
  const problems: string[] = [];
  for (const engine of choice.name === 'auto' ? enginesOf(choice.device) : [choice.name]) {
    try {
      return open[engine](choice).runtime;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      problems.push(error.message);
    }
  }
  throw new TensorError('RUNTIME_UNAVAILABLE', problems.join('\n'));
}

export interface EngineFinding {
  readonly engine: Engine;
  /** What was found; absent where it does not work. */
  readonly opened?: OpenedRuntime;
  /** Why it does not work and how to get it. */
  readonly problem?: string;
}

/** Tries every engine of a device, in the order of preference. Nothing but `archway doctor` needs more than one. */
export function surveyEngines(choice: Omit<RuntimeChoice, 'name'>): EngineFinding[] {
  return enginesOf(choice.device).map((engine) => {
    try {
      return { engine, opened: open[engine]({ ...choice, name: engine }) };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return { engine, problem: error.message };
    }
  });
}

const isUnavailable = (error: unknown): error is TensorError =>
  error instanceof TensorError && error.code === 'RUNTIME_UNAVAILABLE';
