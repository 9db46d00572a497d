import { ArchwayError } from '../archway-error.js';

interface Range {
  readonly least?: number;
  readonly most?: number;
  /** What it counts, where the name of the flag does not say it. */
  readonly unit?: string;
}

/**
 * The value of a flag that is a whole number.
 * @throws ArchwayError INVALID_INPUT that names the flag and says what would be right
 */
export function wholeNumber(flag: string, text: string, { least, most, unit }: Range = {}): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= (least ?? value) && value <= (most ?? value)) return value;
  const range =
    least === undefined ? '' : most === undefined ? ` from ${least}` : ` from ${least} to ${most}`;
  throw new ArchwayError(
    'INVALID_INPUT',
    `${flag} must be a whole number${unit ? ` of ${unit}` : ''}${range}`,
  );
}

/** The value of a flag that is a number above 0. */
export function positiveNumber(flag: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new ArchwayError('INVALID_INPUT', `${flag} must be a number above 0`);
}

/** Of a flag that may be left out. */
export const orNull = <T>(text: string | undefined, read: (text: string) => T): T | null =>
  text === undefined ? null : read(text);
