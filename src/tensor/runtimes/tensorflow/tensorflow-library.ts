/** What is used of TensorFlow.js for Node: its tensors, and its backend's way to call any kernel of libtensorflow. */
export interface TensorFlowLibrary {
  tensor(data: Float32Array | Int32Array, shape: number[], dtype: 'float32' | 'int32'): LibraryTensor;
  backend(): LibraryBackend;
  memory(): { readonly numTensors: number; readonly numBytes: number };
}

export interface LibraryTensor {
  readonly shape: number[];
  readonly dtype: string;
  dataSync(): Float32Array | Int32Array | Uint8Array;
  dispose(): void;
}

export interface LibraryBackend {
  readonly binding: LibraryBinding;
  /** Whether libtensorflow found a card and computes on it. */
  readonly isUsingGpuDevice: boolean;
  executeMultipleOutputs(
    op: string,
    attributes: LibraryAttribute[],
    inputs: LibraryTensor[],
    outputs: number,
  ): LibraryTensor[];
}

/** Numbers that stand for types in calls. */
export interface LibraryBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
}

export interface LibraryAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}
