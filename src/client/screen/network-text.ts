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

/** A layer is its values: a convolution reads as height x width x filters. */
const memberText = (member: unknown): string =>
  Array.isArray(member) || isObject(member)
    ? Object.values(member).map(memberText).join('x')
    : String(member);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
