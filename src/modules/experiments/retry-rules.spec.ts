import { describe, expect, it } from 'vitest';
import { experimentDefinitionSchema } from './experiment-definition.js';
import { defaultRetryRules, pauseBeforeRetry, retryRuleOf } from './retry-rules.js';

const definition = {
  name: 'rules',
  dataSet: { name: 'digits' },
  space: { kind: 'cnn-chain', layers: 2 },
};

describe('retries', () => {
  it('are the defaults unless the experiment has a rule for the kind', () => {
    const retries = { TIMEOUT: { times: 2 } };
    const parsed = experimentDefinitionSchema.parse({ ...definition, retries });
    expect(retryRuleOf(parsed, 'TIMEOUT')).toEqual({ times: 2, afterSeconds: 0 });
    expect(retryRuleOf(parsed, 'PREEMPTED')).toBe(defaultRetryRules.PREEMPTED);
    expect(retryRuleOf(experimentDefinitionSchema.parse(definition), 'TIMEOUT').times).toBe(0);
  });

  it.each([
    [{ BROKEN: { times: 1 } }, 'retries'],
    [{ TIMEOUT: { times: -1 } }, 'must be a whole number from 0 to 100'],
    [{ TIMEOUT: { times: 1, afterSeconds: 3601 } }, 'must be a number of seconds from 0 to 3600'],
    [{ TIMEOUT: { times: 1, after: 1 } }, 'after'],
  ])('%j is refused, with the field and what would be right', (retries, words) => {
    const { error } = experimentDefinitionSchema.safeParse({ ...definition, retries });
    const [issue] = error?.issues ?? [];
    expect(`${issue?.path.join('.')} ${issue?.message}`).toContain(words);
    expect(issue?.path[0]).toBe('retries');
  });

  it('pause twice as long each time, and an hour at most', () => {
    const rule = { times: 100, afterSeconds: 3 };
    expect([0, 1, 2, 3, 50].map((earlier) => pauseBeforeRetry(rule, earlier))).toEqual([3, 6, 12, 24, 3600]);
  });
});
