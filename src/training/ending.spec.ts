import { describe, expect, it } from 'vitest';
import { TensorError } from '../tensor/index.js';
import { DataSetError } from './data-sets/data-set-error.js';
import { classify, type Ending } from './ending.js';
import { LossNotFiniteError } from './loop/loss-not-finite-error.js';

const memory = { residentMegabytes: 100, limitMegabytes: 1000 };
const exit = { by: 'exit', code: null, signal: null, log: '', ...memory } as const;

describe('classify', () => {
  it.each<[Ending, string, string]>([
    [{ by: 'stop' }, 'PREEMPTED', 'stopped'],
    [{ by: 'timeLimit', limitSeconds: 60 }, 'TIMEOUT', 'limit of 60 s'],
    [
      { by: 'memoryLimit', ...memory, residentMegabytes: 1200.4 },
      'OUT_OF_MEMORY',
      'used 1200 MB, its limit is 1000 MB',
    ],
    [{ by: 'error', error: new Error('std::bad_alloc') }, 'OUT_OF_MEMORY', 'bad_alloc'],
    [
      { by: 'error', error: new LossNotFiniteError(Number.NaN, 'training') },
      'NOT_A_NUMBER',
      'training loss is NaN',
    ],
    [{ by: 'error', error: new DataSetError('FILE_MISSING', 'no file x') }, 'DATA_ERROR', 'no file x'],
    [
      { by: 'error', error: new TensorError('SHAPE_MISMATCH', 'conv2d: shapes') },
      'INVALID_ARCHITECTURE',
      'conv2d: shapes',
    ],
    [
      { by: 'error', error: new TensorError('COMPILE_FAILED', 'onnx: std::bad_alloc') },
      'OUT_OF_MEMORY',
      'bad_alloc',
    ],
    [
      { by: 'error', error: new TensorError('RUN_FAILED', 'onnx: a node failed') },
      'TRAINER_ERROR',
      'a node failed',
    ],
    [
      {
        by: 'error',
        error: new TensorError('RUN_FAILED', 'tensorflow: OOM when allocating tensor with shape[9]'),
      },
      'OUT_OF_MEMORY',
      'OOM when allocating',
    ],
    [{ by: 'error', error: 'thrown text' }, 'TRAINER_ERROR', 'thrown text'],
    [{ ...exit, code: 134, log: 'JavaScript heap out of memory' }, 'OUT_OF_MEMORY', 'exit code 134'],
    [{ ...exit, signal: 'SIGSEGV', log: 'OOM when allocating tensor' }, 'OUT_OF_MEMORY', 'ended by SIGSEGV'],
    [{ ...exit, signal: 'SIGKILL' }, 'PREEMPTED', 'ended by SIGKILL'],
    [{ ...exit, signal: 'SIGKILL', residentMegabytes: 900 }, 'OUT_OF_MEMORY', 'ended by SIGKILL'],
    [{ ...exit, signal: 'SIGSEGV', residentMegabytes: 900 }, 'TRAINER_ERROR', 'ended by SIGSEGV'],
    [{ ...exit, signal: 'SIGKILL', residentMegabytes: null }, 'PREEMPTED', 'ended by SIGKILL'],
  ])('%o is %s', (ending, failure, message) => {
    expect(classify(ending)).toEqual({ failure, message: expect.stringContaining(message) });
  });
});
