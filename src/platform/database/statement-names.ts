import { createHash } from 'node:crypto';

/** Of each a connection keeps a plan, some ten kilobytes of it in Postgres: clients choose among more than these. */
const MAXIMUM = 200;

/** Names by which Postgres knows statements that are sent again. */
export class StatementNames {
  private readonly names = new Map<string, string>();

  /** The same for the same text; undefined for one that is to be sent without, since there are enough already. */
  of(statement: string): string | undefined {
    const known = this.names.get(statement);
    if (known !== undefined || this.names.size === MAXIMUM) return known;
    // Of the text alone: connections outlive whoever gave them names.
    const name = createHash('sha256').update(statement).digest('hex').slice(0, 40);
    this.names.set(statement, name);
    return name;
  }
}
