import { rename } from 'node:fs/promises';

/** The system's name for what went wrong (ENOENT, EACCES ...), or undefined when it is not the system's error. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The result of `operation`, or undefined when it fails with one of `codes`. */
export async function unless<T>(codes: readonly string[], operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (codes.includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Moves a folder to a name that is free or an empty folder; false when something stands there already. */
export async function renameUnlessTaken(folder: string, target: string): Promise<boolean> {
  const moved = unless(
    ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'],
    rename(folder, target).then(() => true),
  );
  return (await moved) ?? false;
}
