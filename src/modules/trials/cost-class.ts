/** What a cost class is made of: where in it the octave of each quantity stands, and by how much small values are raised. */
const parts = {
  deviceSeconds: { shift: 18, scale: 1000 },
  parameters: { shift: 12, scale: 1 },
  flops: { shift: 6, scale: 1 },
  latencyMs: { shift: 0, scale: 1000 },
} as const;

export type CostName = keyof typeof parts;

/**
 * SQL of the octave that a value lies in, 1 to 63. It never falls where the value rises: what is below a limit is in no octave
 * above the limit's, and what is in a lower octave is below. A value that is not known is in the first.
 */
export function octaveSql(name: CostName, value: string): string {
  return `least(63, 1 + floor(ln(greatest((${value})::float8 * ${parts[name].scale}, 1)) / ln(2::float8)))::integer`;
}

/** SQL of the octave of one quantity in a cost class. */
export const octaveOfClassSql = (name: CostName, costClass: string): string =>
  `((${costClass} >> ${parts[name].shift}) & 63)`;

/**
 * SQL of the last cost class that is like this one in all that stands before the quantity: up to it, those that follow are in the
 * same octave of the quantity or in a higher one.
 */
export const lastOfClassSql = (name: CostName, costClass: string): string =>
  `(${costClass} | ${2 ** (parts[name].shift + 6) - 1})`;

/** The octave of one quantity in a cost class that is a number. */
export const octaveOfClass = (name: CostName, costClass: number): number =>
  (costClass >> parts[name].shift) & 63;

/** SQL of the cost class of what these SQL values say. */
export function costClassSql(values: Readonly<Record<CostName, string>>): string {
  const names = Object.keys(parts) as CostName[];
  return names.map((name) => `(${octaveSql(name, values[name])} << ${parts[name].shift})`).join(' + ');
}
