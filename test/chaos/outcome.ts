import type { Installation } from './installation.js';

const LEADERBOARD = `query ($id: ID!) { leaderboard(sessionId: $id, first: 100) { edges { rank node {
  reward validation { mean } test { mean } architecture { hash tokens } trial { number } } } } }`;

/** Everything that an undisturbed search and a disturbed one must have in common, to the bit. */
const TABLES = {
  session: `select state, stop_reason, error, policy_version, proposed, told_succeeded, told_failed, told_cached, told_best
    from search_sessions where id = $1`,
  trials: `select t.number, t.purpose, t.state, t.tokens, t.log_probability, t.policy_version, t.told_version, t.repeated,
      t.epoch, t.validation_accuracy, t.test_accuracy, t.reward, t.failure, t.failure_message, a.hash, c.number as cached_from
    from trials t join architectures a on a.id = t.architecture_id left join trials c on c.id = t.cached_from_id
    where t.session_id = $1 order by t.number`,
  measurements: `select t.number, m.step, m.metric, m.value
    from measurements m join trials t on t.id = m.trial_id and t.attempt = m.attempt
    where t.session_id = $1 and m.metric <> 'seconds' order by t.number, m.step, m.metric`,
  checkpoints: `select version, proposed, encode(sha256(snapshot), 'hex') as sha256 from checkpoints
    where session_id = $1 order by version`,
  updates: 'select version, telemetry from policy_updates where session_id = $1 order by version',
  files: `select t.number, f.name, f.sha256 from artifacts f join trials t on t.id = f.trial_id
    where t.session_id = $1 order by t.number, f.name`,
  // A trial that is counted twice ends twice.
  endings: `select (payload -> 'trial' ->> 'number')::int as number, count(*)::int as endings from events
    where session_id = $1 and payload ->> 'type' = 'TRIAL_STATE_CHANGED'
      and payload -> 'trial' ->> 'state' in ('SUCCEEDED', 'FAILED', 'CANCELLED')
    group by 1 order by 1`,
} as const;

type Rows = readonly Record<string, unknown>[];

export type Outcome = Readonly<Record<keyof typeof TABLES, Rows>> & { readonly leaderboard: unknown };

export async function outcomeOf(installation: Installation, sessionId: string): Promise<Outcome> {
  const client = await installation.client();
  const tables = await Promise.all(
    Object.entries(TABLES).map(async ([name, statement]) => [
      name,
      await installation.rows(statement, [sessionId]),
    ]),
  );
  const { leaderboard } = await client.api.request<{ leaderboard: unknown }>(LEADERBOARD, { id: sessionId });
  return { ...Object.fromEntries(tables), leaderboard } as Outcome;
}
