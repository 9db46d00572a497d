import { Injectable } from '@nestjs/common';
import type { Quantities } from '../../nas/objectives/index.js';
import type { Peer } from '../../nas/schedulers/index.js';
import { rowsOf, type Transaction } from '../../platform/database/index.js';
import type { EpochReport } from '../../training/index.js';
import type { ClaimedTrial } from './trial-lease.js';

/** A trial is compared with so many at most, those proposed last: a decision costs the same however long the session. */
const PEERS = 1000;

/** What trials have measured, as schedulers compare it. */
@Injectable()
export class TrialCurveRepository {
  /** What the attempt has measured, by epoch. */
  async own(transaction: Transaction, { id, attempt }: ClaimedTrial): Promise<EpochReport[]> {
    return rowsOf<EpochReport>(
      transaction,
      `select step as epoch, ${['trainLoss', 'validationLoss', 'validationAccuracy', 'seconds']
        .map((metric) => `max(value) filter (where metric = '${metric}') as "${metric}"`)
        .join(', ')}
       from measurements where trial_id = $1 and attempt = $2 group by step order by step`,
      [id, attempt],
    );
  }

  /**
   * What other trials of the session measured first at or after these steps, as far as they have come. One whose result was reused
   * has measured what the trial has that it is from; further ones of an architecture are left out.
   */
  async peers(
    transaction: Transaction,
    { id, sessionId }: ClaimedTrial,
    metric: string,
    steps: readonly number[],
  ): Promise<Peer[]> {
    return rowsOf<Peer>(
      transaction,
      `select t.number as "trialNumber", t.state = 'SUCCEEDED' as completed, s.step, m.value
       from (select * from trials where session_id = $2 and id <> $1 and purpose = 'SEARCH' and not repeated
             order by number desc limit ${PEERS}) as t
       left join trials source on source.id = t.cached_from_id
       cross join unnest($4::int[]) as s (step)
       cross join lateral (
         select value from measurements where trial_id = coalesce(source.id, t.id)
           and attempt = coalesce(source.attempt, t.attempt) and metric = $3 and step >= s.step
         order by step limit 1) as m`,
      [id, sessionId, metric, steps],
    );
  }

  /** What the trial's architecture costs, as far as its experiment asks for it. */
  async quantities(transaction: Transaction, { id }: ClaimedTrial): Promise<Quantities> {
    const [row] = await rowsOf<Quantities>(
      transaction,
      `select a.parameters::float8 as parameters, a.flops::float8 as flops, t.latency_ms as "latencyMs"
       from trials t join architectures a on a.id = t.architecture_id where t.id = $1`,
      [id],
    );
    if (!row) throw new Error(`there is no trial ${id}`);
    return row;
  }
}
