/** What a key may do. None implies another. */
export const scopes = ['read', 'submit', 'work', 'admin'] as const;
export type Scope = (typeof scopes)[number];

declare const projectIdBrand: unique symbol;

/** The id of a project that the caller belongs to. Whatever reads users' data asks for one. */
export type ProjectId = string & { readonly [projectIdBrand]: true };

/** Every database has this project. The API works in it as long as no key exists. */
export const DEFAULT_PROJECT = '00000000-0000-7000-8000-000000000001' as ProjectId;

/** Who asks: a key, or anyone on this machine as long as no key exists. */
export interface Principal {
  readonly projectId: ProjectId;
  readonly keyId: string | null;
  readonly scopes: ReadonlySet<Scope>;
}
