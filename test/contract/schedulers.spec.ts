import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/nas/random.js';
import {
  createScheduler,
  judge,
  schedulerDefinitionSchema,
  schedulerSchemas,
  type TrialCurve,
} from '../../src/nas/schedulers/index.js';
import { type FullCurve, replaySchedule } from '../support/replay-schedule.js';

const STEPS = 12;
const schedulerOf = (definition: object) => createScheduler(schedulerDefinitionSchema.parse(definition));

/** Different values, so that no two trials are equally good. */
const curvesOf = (trials: number): fc.Arbitrary<FullCurve[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 1e6 }), { minLength: trials * STEPS, maxLength: trials * STEPS })
    .map((values) =>
      Array.from({ length: trials }, (_, trial) => values.slice(trial * STEPS, (trial + 1) * STEPS)),
    );

const shuffledBy = (seed: number) => {
  const random = new Random(BigInt(seed));
  return (count: number) => random.shuffle(count);
};

describe.each(Object.keys(schedulerSchemas))('the scheduler %s', (kind) => {
  const scheduler = schedulerOf(kind === 'median' ? { kind } : { kind, reductionFactor: 2 });

  it('never stops the trial that is ahead of all others at every step', () => {
    fc.assert(
      fc.property(
        curvesOf(16),
        fc.nat(15),
        fc.nat(),
        fc.integer({ min: 1, max: 16 }),
        (curves, best, seed, parallel) => {
          const winner = curves.map((curve, trial) =>
            trial === best ? curve.map((value) => value + 1e6) : curve,
          );
          const replayed = replaySchedule(scheduler, winner, parallel, shuffledBy(seed));
          expect(replayed.find(({ trialNumber }) => trialNumber === best + 1)?.completed).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order in which other trials are listed', () => {
    const partial = curvesOf(10).chain((curves) =>
      fc.tuple(
        fc.constant(curves),
        fc.array(fc.integer({ min: 0, max: STEPS }), { minLength: 10, maxLength: 10 }),
      ),
    );
    fc.assert(
      fc.property(partial, ([curves, lengths]) => {
        const trials: TrialCurve[] = curves.map((curve, trial) => ({
          trialNumber: trial + 1,
          completed: lengths[trial] === STEPS,
          measured: curve.slice(0, lengths[trial]).map((value, index) => ({ step: index + 1, value })),
        }));
        const [own, ...others] = trials;
        if (!own) throw new Error('no trial');
        expect(judge(scheduler, own, others.toReversed())).toBe(judge(scheduler, own, others));
      }),
    );
  });

  it('lets a trial go on that is alone, or has measured nothing', () => {
    const alone = { trialNumber: 1, completed: false, measured: [{ step: 1, value: 0.1 }] };
    expect(judge(scheduler, alone, [])).toBe('continue');
    expect(judge(scheduler, { ...alone, measured: [] }, [alone])).toBe('continue');
  });

  it('stops a trial whose values are no numbers, and is not misled by one', () => {
    const step = 1;
    const curve = (trialNumber: number, value: number): TrialCurve => ({
      trialNumber,
      completed: true,
      measured: [{ step, value }],
    });
    const others = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((value, index) => curve(index + 2, value));
    expect(judge(scheduler, curve(1, Number.NaN), others)).toBe('stop');
    const broken = [8, 9, 10, 11].map((trialNumber) => curve(trialNumber, Number.NaN));
    expect(judge(scheduler, curve(1, 0.7), [...others, ...broken])).toBe('continue');
  });
});

/** Successive halving as it is published: the whole bracket comes to each rung before anybody goes on. */
function survivorsOf(curves: readonly FullCurve[], firstStep: number, reductionFactor: number): Set<number> {
  let alive = curves.map((_, trial) => trial);
  for (let rung = firstStep; rung <= STEPS; rung *= reductionFactor) {
    const at = (trial: number) => curves[trial]?.[rung - 1] ?? 0;
    alive = alive
      .toSorted((a, b) => at(b) - at(a))
      .slice(0, Math.max(1, Math.floor(alive.length / reductionFactor)));
  }
  return new Set(alive.map((trial) => trial + 1));
}

describe('successive halving without waiting', () => {
  const bracket = 16;
  const halving = (reductionFactor: number) =>
    schedulerOf({ kind: 'successive-halving', reductionFactor, bracket });
  const cases = [curvesOf(bracket), fc.constantFrom(2, 3, 4), fc.nat()] as const;

  it('keeps what the published one keeps, whatever the order and the number of devices', () => {
    fc.assert(
      fc.property(
        ...cases,
        fc.integer({ min: 1, max: bracket }),
        (curves, reductionFactor, seed, parallel) => {
          const replayed = replaySchedule(halving(reductionFactor), curves, parallel, shuffledBy(seed));
          const completed = replayed.filter((trial) => trial.completed).map(({ trialNumber }) => trialNumber);
          expect(completed).toEqual(expect.arrayContaining([...survivorsOf(curves, 1, reductionFactor)]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps nothing else where the whole bracket trains at once', () => {
    fc.assert(
      fc.property(...cases, (curves, reductionFactor, seed) => {
        const replayed = replaySchedule(halving(reductionFactor), curves, bracket, shuffledBy(seed));
        const completed = replayed.filter((trial) => trial.completed).map(({ trialNumber }) => trialNumber);
        expect(new Set(completed)).toEqual(survivorsOf(curves, 1, reductionFactor));
      }),
      { numRuns: 60 },
    );
  });

  it('compares trials of one bracket only', () => {
    const rivals = Array.from({ length: 15 }, (_, index) => ({
      trialNumber: 17 + index,
      completed: true,
      measured: [{ step: 1, value: 1 + index }],
    }));
    const own = { trialNumber: 1, completed: false, measured: [{ step: 1, value: 0 }] };
    expect(judge(halving(4), own, rivals)).toBe('continue');
    expect(judge(halving(4), { ...own, trialNumber: 32 }, rivals)).toBe('stop');
  });
});

describe('the definition of a scheduler', () => {
  it.each([
    [{ kind: 'hyperband' }, [], "must be one of 'asha', 'successive-halving', 'median'"],
    [{}, [], "must be one of 'asha', 'successive-halving', 'median'"],
    [null, [], "must be an object such as { kind: 'asha' }"],
    [{ kind: 'asha', reductionFactor: 1 }, ['reductionFactor'], 'must be a whole number from 2 to 100'],
    [{ kind: 'median', firstStep: 0 }, ['firstStep'], 'must be a whole number from 1 to 100000'],
  ])('says what is wrong with %j', (input, path, message) => {
    const issue = schedulerDefinitionSchema.safeParse(input).error?.issues[0];
    expect(issue?.message).toBe(message);
    expect(issue?.path).toEqual(path.length > 0 ? path : issue?.path);
  });
});
