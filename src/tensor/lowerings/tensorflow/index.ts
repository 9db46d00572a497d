export { lowerToRawProgram } from './lower-to-raw-program.js';
export type { RawAttribute, RawCall, RawProgram, RawTensor, Slot } from './raw-program.js';
export { toRaw } from './sources.js';
