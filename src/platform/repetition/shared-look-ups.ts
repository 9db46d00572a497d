import { setImmediate } from 'node:timers';
import DataLoader from 'dataloader';

/**
 * Answers what is asked at one moment by one look-up, one look-up at a time: what is asked meanwhile is answered by the next. So no
 * answer is of a look-up that began before its question, and nothing is remembered; yet the more is asked, the less each costs.
 * @param lookUp gives the answers in the order of the questions
 */
export function sharedLookUps<Question, Answer>(
  lookUp: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): DataLoader<Question, Answer> {
  let present: Promise<unknown> = Promise.resolve();
  return new DataLoader<Question, Answer>(
    (questions) => {
      const answers = lookUp(questions);
      // Whoever asked is told of a failure; those who come after try again.
      present = Promise.allSettled([answers]);
      return answers;
    },
    {
      cache: false,
      // Whatever else arrives in this turn of the event loop belongs to it.
      batchScheduleFn: (begin) => void present.then(() => setImmediate(begin)),
    },
  );
}
