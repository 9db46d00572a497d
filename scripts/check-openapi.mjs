// Fails when the OpenAPI document of the REST API has anything that Redocly's recommended rules find.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiText } from '../dist/src/apps/print-schema.js';

const config = await createConfig({ extends: ['recommended-strict'] });
const problems = await lintFromString({ source: await openApiText(), absoluteRef: 'openapi.json', config });
for (const { ruleId, message, location } of problems) {
  process.stderr.write(`${ruleId}: ${message} at ${location[0]?.pointer ?? '#'}\n`);
}
process.exit(problems.length === 0 ? 0 : 1);
