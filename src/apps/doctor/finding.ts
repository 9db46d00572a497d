export interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  /** Without it the service does not run. */
  readonly required: boolean;
  readonly detail: string;
}
