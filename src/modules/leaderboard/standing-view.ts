/** What is known of an architecture on a board, as every screen shows it. */
export interface StandingView {
  /** The first that ended with a result. */
  readonly trialId: string;
  readonly parameters: number | null;
  readonly flops: number | null;
  readonly latencyMs: number | null;
  readonly deviceSeconds: number | null;
  readonly reward: number | null;
  readonly validation: number | null;
  /** Lower end of the 95 % interval. */
  readonly validationLower: number | null;
  readonly validationRuns: number;
  readonly test: number | null;
  readonly testLower: number | null;
  readonly testRuns: number;
  readonly architecture: {
    readonly id: string;
    readonly hash: string;
    /** These two are there in the whole view. */
    readonly tokens?: number[];
    readonly description?: Record<string, unknown>;
    readonly parameters: number | null;
    readonly flops: number | null;
  };
}

/** Whether a view has all of its architecture, or leaves out what is long. */
export type StandingDetail = 'whole' | 'brief';

/** The columns of a StandingView; `standings` is aliased s and `architectures` a. */
export const standingViewSql = (detail: StandingDetail): string => `
  s.trial_id as "trialId", s.parameters, s.flops, s.latency_ms as "latencyMs", s.device_seconds as "deviceSeconds",
  s.reward, s.validation, s.validation_lower as "validationLower",
  (select count(*) from jsonb_object_keys(s.validations))::integer as "validationRuns",
  s.test, s.test_lower as "testLower", (select count(*) from jsonb_object_keys(s.tests))::integer as "testRuns",
  jsonb_build_object('id', a.id, 'hash', a.hash, 'parameters', a.parameters, 'flops', a.flops
    ${detail === 'whole' ? ", 'tokens', a.tokens, 'description', a.description" : ''}) as architecture`;
