/** A table of names as the object that `registerEnumType` wants. */
export const enumOf = <T extends string>(names: readonly T[]): Readonly<{ [Name in T]: Name }> =>
  Object.fromEntries(names.map((name) => [name, name])) as { [Name in T]: Name };
