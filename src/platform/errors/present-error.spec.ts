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

it('a statement that took too long is said to have', () => {
  const error = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  expect(presentError(error, 'id')).toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/too long/),
  });
});

it('a text that Postgres cannot store is the sender’s', () => {
  const error = Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), {
    code: '22021',
  });
  expect(presentError(error, 'id')).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/NUL/),
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
