import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, type YAMLMap } from 'yaml';
import { ArchwayError, type Problem } from '../archway-error.js';
import type { Submission } from '../submission.js';

/** A file that was read, and where in it everything stands. */
export interface SubmissionFile {
  readonly submission: Submission;
  /** The same error with the line and column of each field, where it is about what the file holds. */
  locate(error: unknown): unknown;
}

const PARTS = ['experiment', 'search'] as const;

/** A file that is something else has an error at every line: the first ones tell as much as all. */
const MOST_SYNTAX_ERRORS = 3;
const LONGEST_SYNTAX_ERROR = 160;

/**
 * Reads what is to be submitted, as JSON or YAML.
 * @param file a path, or - for standard input
 * @throws ArchwayError INVALID_INPUT with line and column
 */
export const readSubmission = (file: string): SubmissionFile => readParts(file, PARTS);

/** The same of a file whose experiment alone is wanted. */
export const readExperiment = (file: string): SubmissionFile => readParts(file, ['experiment']);

function readParts(file: string, wanted: readonly (typeof PARTS)[number][]): SubmissionFile {
  const name = file === '-' ? 'standard input' : file;
  const text = readText(file, name);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const shown = document.errors.slice(0, MOST_SYNTAX_ERRORS);
    const others = document.errors.length - shown.length;
    refuse([
      ...shown.map(({ message, pos: [offset] }) => `${at(offset)}: ${oneLine(message)}`),
      ...(others > 0 ? [`and ${others} more: is this a file of JSON or YAML?`] : []),
    ]);
  }
  const where = (field: string | null) => at(offsetOf(document.contents, field));
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const problems = shapeProblems(value, wanted);
  if (problems.length > 0) refuse(problems.map((problem) => locatedLine(problem, where)));
  return {
    submission: value as Submission,
    locate(error) {
      if (!(error instanceof ArchwayError) || !isOfFields(error)) return error;
      const located = error.problems.map((problem) => locatedLine(problem, where));
      return new ArchwayError(
        error.code,
        `${name} cannot be submitted:\n${located.join('\n')}`,
        error.problems,
      );
    },
  };
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ArchwayError(
      'INVALID_INPUT',
      code === 'ENOENT' ? `${name}: there is no such file` : `${name} cannot be read: ${reason}`,
    );
  }
}

/** A quota that is used up is no fault of any line. */
const isOfFields = ({ code, problems }: ArchwayError): boolean =>
  ['INVALID_INPUT', 'NOT_FOUND'].includes(code) && problems.some(({ field }) => field !== null);

/** What the server would not see: whether the parts are there at all. */
function shapeProblems(value: unknown, wanted: readonly string[]): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ field: null, message: `must be an object with ${wanted.join(' and ')}` }];
  }
  const missing = wanted
    .filter((part) => !isObject((value as Record<string, unknown>)[part]))
    .map((part) => ({
      field: part,
      message: 'must be an object; see `archway schema --submission`',
    }));
  const unknown = Object.keys(value)
    .filter((key) => !(PARTS as readonly string[]).includes(key) && key !== '$schema')
    .map((key) => ({ field: key, message: 'is not a known field; there are experiment and search' }));
  return [...missing, ...unknown];
}

function oneLine(message: string): string {
  const line = message.replace(/\\n|\s+/g, ' ');
  return line.length > LONGEST_SYNTAX_ERROR ? `${line.slice(0, LONGEST_SYNTAX_ERROR)} ...` : line;
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const locatedLine = ({ field, message }: Problem, where: (field: string | null) => string): string =>
  `${where(field)}: ${field ? `${field}: ` : ''}${message}`;

function refuse(lines: readonly string[]): never {
  throw new ArchwayError('INVALID_INPUT', lines.join('\n'));
}

/** Where `space.filters[2]` begins, or the nearest of what it is in that the file has. */
function offsetOf(root: ParsedNode | null, field: string | null): number {
  let node: ParsedNode | null = root;
  let offset = root?.range[0] ?? 0;
  for (const part of (field ?? '').split(/[.[\]]+/).filter(Boolean)) {
    const member = memberOf(node, part);
    if (!member) return offset;
    offset = member.offset;
    node = member.node;
  }
  return offset;
}

/** The value of a key or of an index, and where people look for it: at the key. */
function memberOf(
  node: ParsedNode | null,
  part: string,
): { node: ParsedNode | null; offset: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)] as ParsedNode | undefined;
    return item && { node: item, offset: item.range[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = (node as YAMLMap.Parsed).items.find(({ key }) => isScalar(key) && String(key.value) === part);
  return pair && { node: pair.value, offset: pair.key.range[0] };
}
