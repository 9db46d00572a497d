import { z } from 'zod';

/** A line that a child wrote. Without a time: whoever receives it stamps it. */
export interface ChildLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const structuredLineSchema = z.looseObject({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
});

/** JSON with level and message as the child's own log writes it; anything else is a native library's. */
export function parseLogLine(text: string): ChildLogLine {
  const parsed = structuredLineSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { level: 'warn', message: 'trainer output', fields: { text } };
  const { level, message, ...fields } = parsed.data;
  return { level, message, fields };
}

export function formatLogLine({ level, message, fields }: ChildLogLine): string {
  return `${JSON.stringify({ ...fields, level, message })}\n`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
