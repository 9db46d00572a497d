import { PROGRESS_STEP } from './session-progress.entity.js';

/** Adds the trials $1, which have ended in this transaction, to the progress of their sessions. A trial ends once. */
export const RECORD_PROGRESS = `
  insert into session_progress as p (session_id, step, device_seconds, best)
  select session_id, (number - 1) / ${PROGRESS_STEP}, coalesce(sum(device_seconds), 0),
    max(validation_accuracy) filter (where state = 'SUCCEEDED')
  from trials where id = any($1) and purpose = 'SEARCH' group by 1, 2 order by 1, 2
  on conflict (session_id, step) do update set
    device_seconds = p.device_seconds + excluded.device_seconds, best = greatest(p.best, excluded.best)`;
