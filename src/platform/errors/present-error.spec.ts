import { expect, it } from 'vitest';
import { DomainError } from './domain-error.js';
import { presentError } from './present-error.js';

it('an error that was written for the client is shown', () => {
  const problems = [{ field: 'maxTrials', message: 'must be at least 1' }];
  expect(presentError(new DomainError('INVALID_INPUT', 'no', problems), 'id')).toEqual({
    code: 'INVALID_INPUT',
    message: 'no',
    errorId: 'id',
    problems,
  });
});

it.each([
  ['an error of a library', Object.assign(new Error('select * from secrets'), { code: 'NOT_FOUND' })],
  [
    'what only looks like one of ours',
    { name: 'DomainError', code: 'CONFLICT', message: 'select', problems: [] },
  ],
  ['nothing', undefined],
])('%s is masked', (_name, error) => {
  const presented = presentError(error, 'id');
  expect(presented).toMatchObject({ code: 'INTERNAL', errorId: 'id', problems: [] });
  expect(presented.message).not.toContain('select');
});
