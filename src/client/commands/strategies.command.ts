import { styleText } from 'node:util';
import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { StrategiesDocument } from '../generated/operations.js';
import { print, printJson } from './output.js';

/** What a server says of an option, as JSON Schema; a null that is allowed is one of several types. */
interface Option {
  readonly description?: string;
  readonly default?: unknown;
}

/** Prints the strategies of a server, or the options of one. */
export async function showStrategies(
  client: ArchwayClient,
  name: string | undefined,
  { json }: { json?: boolean },
): Promise<void> {
  const { strategies } = await client.request(StrategiesDocument, {});
  if (name === undefined) {
    if (json) return printJson(strategies);
    const width = Math.max(...strategies.map((strategy) => strategy.name.length));
    for (const strategy of strategies) print(`${strategy.name.padEnd(width)}  ${strategy.description}`);
    return;
  }
  const strategy = strategies.find((one) => one.name === name);
  if (!strategy) {
    const names = strategies.map((one) => one.name).join(', ');
    throw new ArchwayError('NOT_FOUND', `there is no strategy ${name}: choose one of ${names}`);
  }
  if (json) return printJson(strategy);
  print(`${styleText('bold', strategy.name)}  ${strategy.description}\n`);
  const { properties = {} } = strategy.options as { readonly properties?: Readonly<Record<string, Option>> };
  for (const [option, { description = '', default: fallback }] of Object.entries(properties)) {
    const unless = fallback === undefined ? '' : ` (${JSON.stringify(fallback)} unless given)`;
    print(`  ${option}${unless}\n      ${description}`);
  }
}
