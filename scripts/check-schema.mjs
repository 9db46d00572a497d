// Fails when schema.graphql or submission.schema.json is not what the code says, or when a part of the API has no description.
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { schemaText, submissionSchemaText } from '../dist/src/apps/print-schema.js';

const stored = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const text = await schemaText();
const problems = undescribed(buildSchema(text)).map((name) => `${name} has no description`);
const products = { 'schema.graphql': text, 'submission.schema.json': await submissionSchemaText() };
for (const [name, current] of Object.entries(products)) {
  if (stored(name) !== current) problems.push(`${name} is out of date: run \`npm run schema\``);
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);

function undescribed(schema) {
  const names = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['Query', 'Mutation', 'Subscription'].includes(type.name)) continue;
    if (!type.description && !['Boolean', 'Float', 'ID', 'Int', 'String'].includes(type.name))
      names.push(type.name);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) names.push(`${type.name}.${field.name}`);
      for (const argument of field.args ?? []) {
        if (!argument.description) names.push(`${type.name}.${field.name}(${argument.name})`);
      }
    }
  }
  return names;
}
