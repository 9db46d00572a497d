import { z } from 'zod';

// Fields of a recipe: each says what would be right, with an example.

export const wholeNumber = (least: number, most: number, example: number) => {
  const error = `must be a whole number from ${least} to ${most}, e.g. ${example}`;
  return z.number({ error }).int(error).min(least, error).max(most, error);
};

export const numberFrom = (least: number, most: number, example: number) => {
  const error = `must be a number from ${least} to ${most}, e.g. ${example}`;
  return z.number({ error }).min(least, error).max(most, error);
};

export const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.map((name) => `'${name}'`).join(', ')}` });

export const yesOrNo = () => z.boolean({ error: 'must be true or false' });
