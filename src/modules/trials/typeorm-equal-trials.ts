import { Injectable } from '@nestjs/common';
import { rowsOf, type Transaction } from '../../platform/database/index.js';

/**
 * An earlier trial `l` of the session of the trial `t` that is to find out the same and is under way; with the experiment
 * `e`. Results of a table are not worth waiting for.
 */
export const EARLIER_EQUAL_UNDER_WAY = `
  t.purpose = 'SEARCH' and e.definition -> 'evaluator' ->> 'kind' <> 'tabular' and exists (
    select 1 from trials l where l.session_id = t.session_id and l.architecture_id = t.architecture_id
      and l.purpose = 'SEARCH' and l.number < t.number and l.state in ('QUEUED', 'RUNNING'))`;

/** The session's later trials `t` of the architecture of the SEARCH trials $1, as far as they wait. */
const LATER_EQUAL = `
  ended.id = any($1) and ended.purpose = 'SEARCH' and e.id = ended.experiment_id
    and e.definition -> 'evaluator' ->> 'kind' <> 'tabular'
    and t.session_id = ended.session_id and t.architecture_id = ended.architecture_id and t.purpose = 'SEARCH'
    and t.state = 'QUEUED' and t.number > ended.number`;

/** Trials of one session and one architecture: one of them is trained, and the others wait for its result. */
@Injectable()
export class EqualTrialRepository {
  /** Ends those that wait for one of these trials, which have a result, as it has ended; returns their ids. */
  async share(transaction: Transaction, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await rowsOf<{ id: string }>(
      transaction,
      `update trials t set state = ended.state, cached_from_id = ended.id, epoch = ended.epoch,
         validation_accuracy = ended.validation_accuracy, reward = ended.reward,
         failure_message = ended.failure_message, device_seconds = 0,
         finished_at = clock_timestamp()
       from trials ended, experiments e where ${LATER_EQUAL} returning t.id`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** The first that waits for one of these, which have failed, takes its place: it is trained, and may be ranked. */
  async succeed(transaction: Transaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await rowsOf(
      transaction,
      `update trials set repeated = false where id in (
         select distinct on (t.session_id, t.architecture_id) t.id
         from trials t, trials ended, experiments e where ${LATER_EQUAL}
         order by t.session_id, t.architecture_id, t.number)`,
      [ids],
    );
  }
}
