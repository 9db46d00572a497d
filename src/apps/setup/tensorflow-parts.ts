/** What makes the tensorflow runtime: a package of npm's, and a wheel of PyPI's that holds the libraries that it drives. */
export interface TensorFlowParts {
  readonly package: string;
  readonly packageVersion: string;
  readonly wheel: string;
  readonly wheelVersion: string;
  /** Any Python's will do: the libraries do not depend on it. */
  readonly wheelFile: string;
  readonly wheelSha256: string;
}

/** Both wheels as PyPI lists them; the digests hold whatever index they come from. */
export const tensorFlowParts = {
  cpu: {
    package: '@tensorflow/tfjs-node',
    packageVersion: '4.22.0',
    wheel: 'tensorflow-cpu',
    wheelVersion: '2.21.0',
    wheelFile: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    wheelSha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  gpu: {
    package: '@tensorflow/tfjs-node-gpu',
    packageVersion: '4.22.0',
    wheel: 'tensorflow',
    wheelVersion: '2.21.0',
    wheelFile: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    wheelSha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  },
} as const satisfies Record<string, TensorFlowParts>;

/** Inside the wheel: the two libraries, and the headers that the addon is compiled with. */
export const libraryFiles = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
export const headerFolder = 'tensorflow/include/';
export const headerFolders = [
  'tensorflow/c/',
  'tensorflow/core/platform/',
  'tensorflow/tsl/c/',
  'tensorflow/tsl/platform/',
  'tsl/',
  'xla/tsl/c/',
];
