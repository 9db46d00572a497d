import { z } from 'zod';

/** What zod says of one field, as JSON Schema. */
interface Field {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Field;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The fields of an object's schema, by name, as somebody who fills it in sees them. */
export const fieldsOf = (schema: z.ZodType): [string, Field][] =>
  Object.entries((z.toJSONSchema(schema, { io: 'input' }).properties ?? {}) as Record<string, Field>);

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** What a field takes, in words. */
export function allowed(field: Field): string {
  if (field.enum) return field.enum.map(code).join(', ');
  if (field.items) return `up to ${field.maxItems} of ${allowed(field.items)}`;
  if (field.exclusiveMinimum !== undefined) return `above ${field.exclusiveMinimum}, up to ${field.maximum}`;
  return `${field.minimum} to ${field.maximum}`;
}

/** The row of a guide's table: name, meaning, default, and what is allowed where the table says it. */
export const optionRow = ([name, field]: [string, Field]): string =>
  `| \`${name}\` | ${field.description} | ${field.default === undefined ? 'none' : code(field.default)} |`;

export const fieldRow = (entry: [string, Field]): string => `${optionRow(entry)} ${allowed(entry[1])} |`;

/** A document without the spaces that only line up its tables. */
export const withoutPadding = (document: string): string => document.replaceAll(/ +\|/g, ' |');
