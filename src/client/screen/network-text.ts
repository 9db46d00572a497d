/** An architecture as a line for people, whatever its space: layers and blocks in order, choices by name. */
export function networkText(description: unknown): string {
  if (!isObject(description)) return String(description);
  const parts = Object.entries(description).filter(([name]) => name !== 'kind');
  if (parts.length === 1) return valueText(parts[0]?.[1]);
  return parts.map(([name, value]) => `${name}: ${valueText(value)}`).join('; ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(memberText).join(' → ');
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name} ${memberText(member)}`)
    .join(', ');
}

/** In the order in which people read a layer; Postgres keeps the members of an object in an order of its own. */
const READ_FIRST = ['type', 'filterHeight', 'filterWidth', 'filters', 'strideHeight', 'strideWidth'];

/** A layer is its values: a convolution reads as height x width x filters. */
function memberText(member: unknown): string {
  if (Array.isArray(member)) return member.map(memberText).join('x');
  if (!isObject(member)) return String(member);
  const others = Object.keys(member).filter((name) => !READ_FIRST.includes(name));
  return [...READ_FIRST.filter((name) => name in member), ...others]
    .map((name) => memberText(member[name]))
    .join('x');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
