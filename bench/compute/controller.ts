import { timeArchwayController } from './controller-archway.js';
import { timePyTorchController } from './controller-pytorch.js';
import { type ControllerWork, decisions } from './controller-work.js';
import { median } from './median.js';

export interface ControllerTimes {
  /** From options to the first draw and update: both graphs built and compiled. */
  readonly readyMs: number;
  /** The same of the first turn, which loads the engine and runs code that nobody has run before. */
  readonly firstReadyMs: number;
  readonly sampleMs: number;
  readonly updateMs: number;
  /** Undefined where python3 has no PyTorch. */
  readonly pytorch:
    | { readonly sampleMs: number; readonly updateMs: number; readonly teacherForcedUpdateMs: number }
    | undefined;
  /** Archway's time over that of PyTorch's loop of LSTMCell. */
  readonly controllerSampleRatio: number | undefined;
  readonly controllerUpdateRatio: number | undefined;
  /** Over PyTorch's nn.LSTM with all tokens given at once. */
  readonly teacherForcedRatio: number | undefined;
}

interface Turn {
  readonly archway: Awaited<ReturnType<typeof timeArchwayController>>;
  readonly pytorch: ReturnType<typeof timePyTorchController>;
}

/**
 * The controller on one thread: 60 tokens, a batch of 8, two LSTM layers of 35, Adam on both sides. Contestants take
 * turns; medians of the rounds.
 */
export async function compareControllers(rounds: number, repeats: number): Promise<ControllerTimes> {
  const work: ControllerWork = { decisions, repeats };
  const turns: Turn[] = [];
  for (let round = 0; round < rounds; round += 1) {
    turns.push({ archway: await timeArchwayController(work), pytorch: timePyTorchController(work) });
  }
  const own = (part: 'readyMs' | 'sampleMs' | 'updateMs') =>
    median(turns.map(({ archway }) => archway[part]));
  const ofPyTorch = (part: 'sampleMs' | 'updateMs' | 'teacherForcedUpdateMs') =>
    median(turns.flatMap(({ pytorch }) => pytorch?.[part] ?? []));
  const times = {
    readyMs: own('readyMs'),
    firstReadyMs: turns[0]?.archway.readyMs ?? Number.NaN,
    sampleMs: own('sampleMs'),
    updateMs: own('updateMs'),
  };
  const pytorch = turns.some((turn) => turn.pytorch)
    ? {
        sampleMs: ofPyTorch('sampleMs'),
        updateMs: ofPyTorch('updateMs'),
        teacherForcedUpdateMs: ofPyTorch('teacherForcedUpdateMs'),
      }
    : undefined;
  return {
    ...times,
    pytorch,
    controllerSampleRatio: pytorch && times.sampleMs / pytorch.sampleMs,
    controllerUpdateRatio: pytorch && times.updateMs / pytorch.updateMs,
    teacherForcedRatio: pytorch && times.updateMs / pytorch.teacherForcedUpdateMs,
  };
}

/** For people, a line. */
export function describeControllers(times: ControllerTimes): string {
  const { pytorch } = times;
  const beside = (own: number, theirs: number | undefined) =>
    theirs === undefined
      ? `${own.toFixed(2)} ms`
      : `${own.toFixed(2)} ms, PyTorch ${theirs.toFixed(2)}, ratio ${(own / theirs).toFixed(2)}`;
  return [
    'controller, 60 tokens',
    `ready in ${times.readyMs.toFixed(0)} ms (at first ${times.firstReadyMs.toFixed(0)})`,
    `sample ${beside(times.sampleMs, pytorch?.sampleMs)}`,
    `update ${beside(times.updateMs, pytorch?.updateMs)}`,
    `nn.LSTM ${pytorch?.teacherForcedUpdateMs.toFixed(2) ?? 'absent'}, ratio ${times.teacherForcedRatio?.toFixed(2) ?? 'none'}`,
  ].join('  ');
}
