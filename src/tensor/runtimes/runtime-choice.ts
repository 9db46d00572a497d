import type { Runtime } from '../runtime.js';
import type { Device } from './device.js';

export const runtimeNames = ['auto', 'onnx', 'tensorflow'] as const;
export type RuntimeName = (typeof runtimeNames)[number];
export type Engine = Exclude<RuntimeName, 'auto'>;

export interface RuntimeChoice {
  /** `auto`: the first of the device's engines that works. */
  readonly name: RuntimeName;
  readonly device: Device;
  /** Where `archway setup tensorflow` installs. */
  readonly tensorFlowFolder: string;
}

export interface OpenedRuntime {
  readonly runtime: Runtime;
  /** Version, and where it computes. */
  readonly description: string;
}
