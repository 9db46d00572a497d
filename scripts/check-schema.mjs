// Fails when schema.graphql is not what the code says, or when a part of it has no description.
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { schemaText } from '../dist/src/apps/print-schema.js';

const file = new URL('../schema.graphql', import.meta.url);
const text = await schemaText();
const problems = undescribed(buildSchema(text)).map((name) => `${name} has no description`);
if (readFileSync(file, 'utf8') !== text) problems.push('schema.graphql is out of date: run `npm run schema`');
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
