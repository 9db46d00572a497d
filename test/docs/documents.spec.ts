import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { experimentDefinitionSchema } from '../../src/modules/experiments/index.js';
import { strategies } from '../../src/nas/strategies/index.js';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const folder = (path: string) =>
  readdirSync(join(root, path))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(path, file));

const documents = [...folder('.'), ...folder('docs/guides'), ...folder('docs/adr'), 'data/digits/README.md'];
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

  it.each(readdirSync(join(root, 'examples')))('examples/%s is taken by the API', (file) => {
    const { experiment, search } = JSON.parse(read(join('examples', file)));
    expect(experimentDefinitionSchema.safeParse(experiment).error).toBeUndefined();
    const options = strategies[search.strategy]?.optionsSchema.safeParse(search.options);
    expect(options?.success).toBe(true);
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

  it('name no command that the program does not have', () => {
    const help = execFileSync(process.execPath, [join(root, 'dist/src/main.js'), '--help'], {
      encoding: 'utf8',
    });
    const named = new Set(
      documents.flatMap((file) => [...read(file).matchAll(/`archway ([a-z]+)/g)].map(([, name]) => name)),
    );
    expect([...named].filter((name) => !new RegExp(`^ {2}${name} `, 'm').test(help))).toEqual([]);
    expect(named.size).toBeGreaterThan(4);
  });
});
