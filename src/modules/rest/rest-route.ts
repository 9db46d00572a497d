import type { Scope } from '../../platform/access/index.js';

/** One operation of the REST API: which field of the GraphQL schema answers it, and how its path names things. */
export interface RestRoute {
  readonly method: 'get' | 'post';
  /** As in OpenAPI: `/v1/sessions/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /**
   * That the key must have, all of them. The guards of the fields ask for them too, but only when a mutation has been carried out for those
   * of what it answers.
   */
  readonly scopes: readonly [Scope, ...Scope[]];
  /** From the root of the schema to what is answered. */
  readonly fields: readonly [string, ...string[]];
  /** Argument that `{id}` of the path is, where it is not called id. */
  readonly idArgument?: string;
  /** A field of the root that must find the id of the path, for lists that are empty where there is nothing. */
  readonly under?: string;
  /** Arguments that this route leaves alone. */
  readonly omitted?: readonly string[];
  /** Whether `waitSeconds` may hold the answer back until the session has ended. */
  readonly waits?: true;
  /** Whether the answer has a secret that is shown once: it is not kept for those who send the request again. */
  readonly shownOnce?: true;
  /** Of success; 200 unless given. */
  readonly status?: 201;
  /** Where what was made can be read, by its id. */
  readonly location?: string;
}
