import { z } from 'zod';

/** What zod says of one field, as JSON Schema. */
interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Field;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly required?: boolean;
}

/** The fields of an object's schema, by name, as somebody who fills it in sees them. */
export function fieldsOf(schema: z.ZodType): [string, Field][] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  const fields = Object.entries(properties as Record<string, Omit<Field, 'required'>>);
  return fields.map(([name, field]) => [name, { ...field, required: required.includes(name) }]);
}

const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** What a field takes, in words. */
export function allowed(field: Field): string {
  if (field.enum) return field.enum.map(code).join(', ');
  if (field.const !== undefined) return code(field.const);
  if (field.type === 'boolean') return '`true`, `false`';
  if (field.items) return `up to ${field.maxItems} of ${allowed(field.items)}`;
  if (field.maxLength !== undefined) {
    return `${field.minLength === field.maxLength ? '' : 'up to '}${field.maxLength} characters`;
  }
  if (field.exclusiveMinimum !== undefined) return `above ${field.exclusiveMinimum}, up to ${field.maximum}`;
  return `${field.minimum} to ${field.maximum}`;
}

function defaultOf(field: Field): string {
  if (field.default !== undefined) return code(field.default);
  return field.required ? 'required' : 'none';
}

/** The row of a guide's table: name, meaning, default, and what is allowed where the table says it. */
export const optionRow = ([name, field]: [string, Field]): string =>
  `| \`${name}\` | ${field.description} | ${defaultOf(field)} |`;

export const fieldRow = (entry: [string, Field]): string => `${optionRow(entry)} ${allowed(entry[1])} |`;

/** A document without the spaces that only line up its tables. */
export const withoutPadding = (document: string): string => document.replaceAll(/ +\|/g, ' |');
