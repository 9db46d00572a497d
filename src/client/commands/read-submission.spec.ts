import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ArchwayError } from '../archway-error.js';
import { readSubmission } from './read-submission.js';

const folder = mkdtempSync(join(tmpdir(), 'archway-submission-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string, name = 'search.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const yaml = `experiment:
  name: digits
  space:
    kind: cnn-chain
    filters:
      - 8
      - eight
search: { strategy: random, maxTrials: 4 }
`;

/** What the server says of a field, with the place in the file. */
function located(path: string, field: string): string {
  const error = new ArchwayError('INVALID_INPUT', 'no', [{ field, message: 'is wrong' }]);
  const { message } = readSubmission(path).locate(error) as ArchwayError;
  return message.split('\n')[1]?.replace(`${path}:`, '') ?? '';
}

describe('a file to be submitted', () => {
  it('is YAML or JSON', () => {
    const json = JSON.stringify({ experiment: { name: 'a' }, search: { maxTrials: 1 } });
    expect(readSubmission(fileWith(json, 'a.json')).submission).toEqual(JSON.parse(json));
    expect(readSubmission(fileWith(yaml)).submission).toEqual({
      experiment: { name: 'digits', space: { kind: 'cnn-chain', filters: [8, 'eight'] } },
      search: { strategy: 'random', maxTrials: 4 },
    });
  });

  it.each([
    ['experiment.space.filters[1]', '7:9: experiment.space.filters[1]: is wrong'],
    ['experiment.space', '3:3: experiment.space: is wrong'],
    ['search.strategy', '8:11: search.strategy: is wrong'],
    // What is missing is missing from somewhere.
    ['experiment.dataSet', '1:1: experiment.dataSet: is wrong'],
    ['experiment.space.layers', '3:3: experiment.space.layers: is wrong'],
  ])('has a line and a column for %s', (field, expected) => {
    expect(located(fileWith(yaml), field)).toBe(expected);
  });

  it('has them in JSON, too', () => {
    const path = fileWith('{\n  "experiment": {},\n  "search": {\n    "maxTrials": 0\n  }\n}', 'b.json');
    expect(located(path, 'search.maxTrials')).toBe('4:5: search.maxTrials: is wrong');
  });

  it('says of a file that is something else what is wrong first, and not every line of it', () => {
    const text = Array.from({ length: 50 }, (_, line) => `{ "line": ${line} } and: more: of it`).join('\n');
    const refusal = (() => {
      try {
        readSubmission(fileWith(text, 'notes.md'));
      } catch (error) {
        return (error as ArchwayError).message;
      }
    })();
    const lines = refusal?.split('\n') ?? [];
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatch(/^and \d+ more: is this a file of JSON or YAML\?$/);
    for (const line of lines) expect(line.length).toBeLessThan(300);
  });

  it('leaves other errors as they are', () => {
    const error = new ArchwayError('UNREACHABLE', 'no answer');
    expect(readSubmission(fileWith(yaml)).locate(error)).toBe(error);
  });

  it.each([
    ['a: [1, 2', /search\.yaml:1:\d+: /],
    ['- 1', 'search.yaml:1:1: must be an object with experiment and search'],
    ['experiment: {}\nserch: {}', 'search.yaml:2:1: serch: is not a known field'],
    ['experiment: 3\nsearch: {}', 'search.yaml:1:1: experiment: must be an object'],
  ])('is refused as %j before it is sent', (text, message) => {
    expect(() => readSubmission(fileWith(text))).toThrow(message);
  });

  it('must be there', () => {
    expect(() => readSubmission(join(folder, 'nothing.yaml'))).toThrow(
      /nothing\.yaml: there is no such file/,
    );
  });
});
