import { z } from 'zod';
import { admitsSome, compile } from './compile.js';
import { constraintSchema } from './constraints.js';
import { listedDecisionSchema } from './decision-list.js';
import { templateNodeSchema } from './template.js';

/** Nothing that a template writes out may be deeper: sequences within sequences. */
const MOST_NESTING = 32;

const templateSchema = z
  .array(templateNodeSchema, { error: 'must be a list of layers' })
  .max(256, 'must have at most 256 entries');

const fieldsWith = (network: z.ZodType<z.infer<typeof templateSchema>>) =>
  z.strictObject({
    kind: z.literal('custom'),
    decisions: z
      .array(listedDecisionSchema, {
        error: 'must be a list of decisions, e.g. [{ "name": "a", "choices": [1, 2] }]',
      })
      .max(256, 'must have at most 256 entries')
      .optional()
      .describe('what is to be decided, where no network is given'),
    network: network
      .optional()
      .describe('layers, with { "choose": [...] } in the place of what is to be decided'),
    constraints: z
      .array(constraintSchema, { error: 'must be a list of constraints' })
      .max(64, 'must have at most 64 entries')
      .default([])
      .describe('what every architecture must keep to'),
  });

/** The form alone, for a description of it. */
export const customFormSchema = fieldsWith(templateSchema);

/**
 * A space of one's own: a list of decisions, for whoever trains outside, or a template of a network with slots in the
 * place of values.
 */
export const customDefinitionSchema = fieldsWith(
  // Before anything reads it level by level.
  z
    .unknown()
    .refine((value) => nestingOf(value) <= MOST_NESTING, {
      error: `must not nest deeper than ${MOST_NESTING} lists and objects`,
      abort: true,
    })
    .pipe(templateSchema),
).superRefine((definition, context) => {
  if ((definition.decisions === undefined) === (definition.network === undefined)) {
    context.addIssue({
      code: 'custom',
      path: ['network'],
      message: 'give either network or decisions',
    });
    return;
  }
  const { compiled, problems } = compile(definition);
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message });
  if (problems.length > 0 || admitsSome(compiled)) return;
  context.addIssue({
    code: 'custom',
    path: ['constraints'],
    message: 'admit none of 1,000 architectures drawn at random: loosen them',
  });
});

export type CustomDefinition = Readonly<z.infer<typeof customDefinitionSchema>>;

export const customDescriptionSchema = z.strictObject({
  kind: z.literal('custom'),
  /** What was chosen at each decision that has a meaning, by its name. */
  choices: z.record(z.string(), z.union([z.number(), z.string()])),
});

export type CustomDescription = Readonly<z.infer<typeof customDescriptionSchema>>;

/** How deep lists and objects lie in one another; deeper than the limit is all that matters. */
function nestingOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > MOST_NESTING) return depth;
  return Math.max(depth, ...Object.values(value).map((member) => nestingOf(member, depth + 1)));
}
