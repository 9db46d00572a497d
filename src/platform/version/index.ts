/** Of the program, as `archway --version` says it and workers register it. */
export const PROGRAM_VERSION = '0.1.0';

/**
 * The newest format of experiments and sessions that this program understands. Rows are written with it, and a worker leaves rows of
 * a newer one to those that know it. Raise it with the first change that a worker of before would get wrong: a new kind of
 * space, a field of the recipe, a strategy or an option of one.
 */
export const ROW_FORMAT = 1;
