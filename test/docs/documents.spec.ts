import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { experimentDefinitionSchema } from '../../src/modules/experiments/index.js';
import { Random } from '../../src/nas/random.js';
import { createSpace, randomTokens, spaceDefinitionSchema } from '../../src/nas/space/index.js';
import { strategies } from '../../src/nas/strategies/index.js';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const folder = (path: string) =>
  readdirSync(join(root, path))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(path, file));

const documents = [
  ...['.', 'docs', 'docs/guides', 'docs/adr', 'data/digits', 'data/benchmarks'].flatMap(folder),
];
const schema = buildSchema(read('schema.graphql'));

const blocks = (language: string) =>
  documents.flatMap((file) =>
    [...read(file).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(
      ([, text]) => [file, text ?? ''] as const,
    ),
  );

/** Operations inside a program, between backquotes, and inside the JSON that a command sends. */
const embedded = [
  ...blocks('js').flatMap(([file, program]) =>
    [...program.matchAll(/`((?:query|mutation|subscription) [^`]+)`/g)].map(
      ([, text]) => [file, text ?? ''] as const,
    ),
  ),
  ...blocks('sh').flatMap(([file, command]) =>
    [...command.matchAll(/"query": "([^"]+)"/g)].map(([, text]) => [file, text ?? ''] as const),
  ),
];

const cellsIn = (row: string): number => row.split(/(?<!\\)\|/).length;

/** In a line of text between backquotes, or in a block of code. */
const commandsIn = (document: string): string[] =>
  [...document.matchAll(/(?:`| {4}|; |^|\()archway ([a-z]+)/gm)].map(([, name]) => name ?? '');

describe('the documents', () => {
  it.each([...blocks('graphql'), ...embedded])(
    '%s shows operations that the API takes',
    (_file, operation) => {
      expect(validate(schema, parse(operation))).toEqual([]);
    },
  );

  it.each(blocks('json'))('%s shows experiments that the API takes', (_file, definition) => {
    expect(experimentDefinitionSchema.safeParse(JSON.parse(definition)).error).toBeUndefined();
  });

  it.each(blocks('yaml'))('%s shows submissions that the API takes', (_file, text) => {
    const { experiment, search } = parseYaml(text);
    expect(experimentDefinitionSchema.safeParse(experiment).error).toBeUndefined();
    expect(Object.keys(strategies)).toContain(search.strategy);
  });

  it.each(readdirSync(join(root, 'examples')))('examples/%s is taken by the API', (file) => {
    const { experiment, search } = parseYaml(read(join('examples', file)));
    expect(experimentDefinitionSchema.safeParse(experiment).error).toBeUndefined();
    const options = strategies[search.strategy]?.optionsSchema.safeParse(search.options);
    expect(options?.success).toBe(true);
  });

  it('have examples whose networks can be built', () => {
    const { experiment } = JSON.parse(read('examples/custom-space.json'));
    const space = createSpace(spaceDefinitionSchema.parse(experiment.space));
    const digits = { height: 8, width: 8, channels: 1, classes: 10 };
    const random = new Random(1n);
    for (let draw = 0; draw < 50; draw += 1) {
      expect(space.network(randomTokens(space, random), digits).layers.at(-1)?.outputShape).toEqual([10]);
    }
  });

  it.each(documents)('%s links to what is there', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(file), link)))).toEqual([]);
  });

  it('show operations in programs and in commands too, and these are looked at', () => {
    expect(embedded.length).toBeGreaterThan(1);
  });

  it.each(['docs/guides', 'docs/adr'])('%s has an index of what is in it', (path) => {
    const index = read(join(path, 'README.md'));
    const others = readdirSync(join(root, path)).filter((file) => file !== 'README.md');
    expect(others.filter((file) => !index.includes(`](${file})`))).toEqual([]);
  });

  it.each(documents)('%s has as many cells in each row of a table as in its head', (file) => {
    const tables = read(file).match(/(?:^\|.*\n)+/gm) ?? [];
    const ragged = tables.flatMap((table) => {
      const rows = table.trimEnd().split('\n');
      return rows.filter((row) => cellsIn(row) !== cellsIn(rows[0] ?? ''));
    });
    expect(ragged).toEqual([]);
  });

  it('name no command that the program does not have, and tell how to run each that it has', () => {
    const help = execFileSync(process.execPath, [join(root, 'dist/src/main.js'), '--help'], {
      encoding: 'utf8',
    });
    const [, list = ''] = help.split(/^Commands:\n/m);
    const commands = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
    const named = documents.flatMap((file) => commandsIn(read(file)));
    expect(named.filter((name) => !commands.includes(name))).toEqual([]);
    const explained = new Set(
      ['running-it', 'command-line'].flatMap((guide) => commandsIn(read(`docs/guides/${guide}.md`))),
    );
    expect(commands.filter((name) => name !== 'help' && !explained.has(name))).toEqual([]);
    expect(commands.length).toBeGreaterThan(4);
  });
});
