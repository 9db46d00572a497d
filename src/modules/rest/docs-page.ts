import { errorTable } from '../../platform/errors/index.js';
import type { JsonSchema } from './json-schema.js';
import type { OpenApi } from './open-api.js';

interface Parameter extends Content {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: JsonSchema;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<
    Record<string, Content & { readonly description?: string; readonly $ref?: string }>
  >;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

interface Document {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, { readonly description: string }>>;
  };
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code{font:.9em ui-monospace,monospace}h3 code{font-size:1em}table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}
section{margin-bottom:2.5rem}.verb{text-transform:uppercase;font-weight:600}nav a{text-decoration:none}h3 code,td{overflow-wrap:anywhere}`;

/** The OpenAPI document for people: one page that loads nothing else and runs nothing. */
export function docsPage(openApi: OpenApi): string {
  const { info, paths, components } = openApi as unknown as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))].sort();
  const ordered = tags.map((tag) => operations.filter(({ operation }) => operation.tags[0] === tag));
  const contents = ordered.map((group, index) => {
    const rows = group.map(({ path, method, operation }) => [
      `<a href="#${operation.operationId}">${verb(method)} <code>${escaped(path)}</code></a>`,
      escaped(operation.summary),
    ]);
    return `<h3>${tags[index]}</h3>${table(rows)}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${info.title}: REST</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<h1>${info.title}: REST</h1><p>${escaped(info.description)} As a document of OpenAPI: <a href="/v1/openapi.json">/v1/openapi.json</a>.</p>
<nav>${contents.join('')}</nav>
<h2>Operations</h2>${ordered
    .flat()
    .map(({ path, method, operation }) => section(method, path, operation, components))
    .join('')}
<h2>Schemas</h2>${Object.entries(components.schemas).map(schemaSection).join('')}
<h2>Codes</h2><p>Of problems, as <code>code</code>.</p>${codes()}
</body></html>`;
}

const verb = (method: string): string => `<span class="verb">${method}</span>`;

function section(
  method: string,
  path: string,
  operation: Operation,
  components: Document['components'],
): string {
  const parameters = operation.parameters.map((parameter) => [
    `<code>${parameter.name}</code>`,
    `${parameter.in}${parameter.required ? ', required' : ''}`,
    parameter.schema ? typeName(parameter.schema) : schemaOf(parameter),
    escaped(parameter.description),
  ]);
  const answers = Object.entries(operation.responses).map(([status, response]) => [
    status,
    escaped(response.$ref ? described(response.$ref, components) : response.description),
    schemaOf(response),
  ]);
  const body = operation.requestBody ? `<h4>Body</h4>${fields(jsonOf(operation.requestBody) ?? {})}` : '';
  return `<section id="${operation.operationId}"><h3>${verb(method)} <code>${escaped(path)}</code></h3>
<p>${escaped(operation.summary)}. ${escaped(operation.description)}</p>${table(parameters)}${body}
<h4>Answers</h4>${table(answers)}</section>`;
}

const described = (ref: string, { responses }: Document['components']): string =>
  responses[ref.split('/').at(-1) ?? '']?.description ?? '';

const jsonOf = ({ content }: Content): JsonSchema | undefined => content?.['application/json']?.schema;

function schemaOf(content: Content): string {
  const schema = jsonOf(content);
  if (!schema) return '';
  return schema.properties ? fields(schema) : typeName(schema);
}

const schemaInline = (schema: JsonSchema): string =>
  schema.properties ? code(Object.keys(schema.properties).join(', ')) : typeName(schema);

function schemaSection([name, schema]: [string, JsonSchema]): string {
  const values = schema.enum ? `<p>${(schema.enum as string[]).map(code).join(', ')}</p>` : fields(schema);
  return `<section id="${name}"><h3>${name}</h3><p>${escaped(schema.description)}</p>${values}</section>`;
}

function fields({ properties = {}, required = [] }: JsonSchema): string {
  return table(
    Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [
      code(name),
      `${typeName(schema)}${(required as string[]).includes(name) ? '' : ', optional'}`,
      `${escaped(schema.description)}${schema.default === undefined ? '' : ` Default ${code(JSON.stringify(schema.default))}.`}`,
    ]),
  );
}

/** The type of a value in words, with a link where it has a name. */
function typeName(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return reference(schema.$ref);
  if (Array.isArray(schema.allOf)) return schema.allOf.map(schemaInline).join(' with ');
  if (Array.isArray(schema.oneOf)) return schema.oneOf.map(typeName).join(' or ');
  if (schema.items) return `list of ${typeName(schema.items as JsonSchema)}`;
  const types = [schema.type ?? 'any JSON'].flat().join(' or ');
  return schema.format ? `${types} (${schema.format})` : types;
}

function reference(ref: string): string {
  const name = ref.split('/').at(-1);
  return `<a href="#${name}">${name}</a>`;
}

const codes = (): string =>
  table(
    Object.entries(errorTable).map(([name, { httpStatus, title }]) => [
      `<code id="${name}">${name}</code>`,
      String(httpStatus),
      escaped(title),
    ]),
  );

function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return cells.length === 0 ? '' : `<table>${cells.join('')}</table>`;
}

const code = (text: string): string => `<code>${escaped(text)}</code>`;

const escaped = (text: unknown): string =>
  String(text ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
