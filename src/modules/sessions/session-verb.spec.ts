import { describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/errors/index.js';
import { type SessionState, sessionStates } from './session-state.js';
import { applies, type SessionVerb, sessionVerbs } from './session-verb.js';

const outcome = (verb: SessionVerb, state: SessionState): string => {
  try {
    return applies(verb, state) ? sessionVerbs[verb].to : '-';
  } catch (error) {
    return error instanceof DomainError ? error.code : 'thrown';
  }
};

/** In the order of sessionStates: where each verb leads, "-" where it does nothing. */
const expected: Readonly<Record<SessionVerb, readonly string[]>> = {
  pause: ['PAUSED', 'PAUSED', '-', 'CONFLICT', 'CONFLICT', '-', '-', '-'],
  resume: ['-', '-', 'RUNNING', 'CONFLICT', 'CONFLICT', '-', '-', '-'],
  stop: ['STOPPING', 'STOPPING', 'STOPPING', '-', 'CONFLICT', '-', '-', '-'],
  cancel: ['CANCELLING', 'CANCELLING', 'CANCELLING', 'CANCELLING', '-', '-', '-', '-'],
};

describe('applies', () => {
  it.each(Object.keys(sessionVerbs) as SessionVerb[])('%s, from every state', (verb) => {
    expect(sessionStates.map((state) => outcome(verb, state))).toEqual(expected[verb]);
  });

  it('says in words why not', () => {
    expect(() => applies('pause', 'STOPPING')).toThrow('a session that is STOPPING cannot be paused');
  });
});
