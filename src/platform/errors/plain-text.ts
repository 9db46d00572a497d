import { z } from 'zod';

/** Control characters and halves of surrogate pairs; Postgres stores neither NUL nor the latter. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** A line for people: 1 to `most` characters after trimming, all of which can be written and stored. */
export function plainText(most: number) {
  const message = `must be a text of 1 to ${most} characters, none of them a control character`;
  return z
    .string({ error: message })
    .trim()
    .min(1, message)
    .max(most, message)
    .refine((text) => !UNPRINTABLE.test(text), message);
}

/** What a client calls a mutation by, so that it is carried out once however often it arrives. */
export const clientMutationIdSchema = plainText(200).nullish();
