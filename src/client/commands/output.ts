/** Results go to standard output, so that a pipeline can read them; everything said beside them to standard error. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value));
export const say = (text: string): void => void process.stderr.write(`${text}\n`);
