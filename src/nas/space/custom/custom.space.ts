import { type LayerGraph, NetworkError, type NetworkInput } from '../../network/index.js';
import type { ArchitectureCodec, Decision, SearchSpace, SpaceRules } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { type Json, stableHash } from '../stable-hash.js';
import { countArchitectures, validateTokens } from '../tokens.js';
import { type CompiledSpace, chosenValues, compile, holds } from './compile.js';
import { activeDecisions } from './decision.js';
import { type CustomDefinition, type CustomDescription, customDescriptionSchema } from './definition.js';
import { customNetwork } from './network.js';
import { type ResolvedNode, resolveTemplate } from './resolve.js';

/** A space that a user describes: decisions that may depend on one another, under constraints. */
export class CustomSpace implements SearchSpace {
  readonly kind = 'custom';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly hashOfSpace: string;
  readonly rules: SpaceRules;
  /** `name=value` for each decision that has a meaning, with semicolons between them. */
  readonly codec: ArchitectureCodec = {
    format: (tokens) =>
      Object.entries(this.describe(tokens).choices)
        .map(([name, value]) => `${name}=${value}`)
        .join(';'),
    parse: (text) =>
      this.encode({ kind: 'custom', choices: Object.fromEntries(text.split(';').map(pairOf)) }),
  };
  readonly #compiled: CompiledSpace;

  constructor(readonly definition: CustomDefinition) {
    this.#compiled = compile(definition).compiled;
    const { decisions } = this.#compiled;
    this.decisions = decisions.map(({ name, type, choices }) => ({ name, type, choices }));
    this.size = countArchitectures(decisions);
    this.hashOfSpace = stableHash(plainJson(definition));
    this.rules = {
      admits: (tokens) => holds(this.#compiled, tokens),
      active: (tokens) => activeDecisions(decisions, tokens),
    };
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
    if (this.rules.admits(tokens)) return;
    const chosen = chosenValues(this.#compiled.decisions, tokens);
    const broken = this.#compiled.checks.findIndex((check) => !check(chosen));
    throw new SpaceError(
      'INVALID_TOKENS',
      `breaks constraints[${broken}]: ${JSON.stringify(this.definition.constraints[broken])}`,
    );
  }

  describe(tokens: readonly number[]): CustomDescription {
    this.validate(tokens);
    const chosen = chosenValues(this.#compiled.decisions, tokens);
    const choices = this.decisions.flatMap(({ name }, position) => {
      const value = chosen[position];
      return value === null || value === undefined ? [] : [[name, value] as const];
    });
    return { kind: 'custom', choices: Object.fromEntries(choices) };
  }

  encode(description: CustomDescription): number[] {
    const parsed = customDescriptionSchema.safeParse(description);
    if (!parsed.success) {
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `no description of a custom space: ${parsed.error.message}`,
      );
    }
    const { choices } = parsed.data;
    const tokens = this.decisions.map((decision) => tokenOf(decision, choices[decision.name]));
    const active = activeDecisions(this.#compiled.decisions, tokens);
    const known = this.decisions.filter((_, position) => active[position]).map(({ name }) => name);
    const missing = known.filter((name) => choices[name] === undefined);
    const strangers = Object.keys(choices).filter((name) => !known.includes(name));
    if (missing.length === 0 && strangers.length === 0) return tokens;
    const problems = [
      ...missing.map((name) => `${name} is missing`),
      ...strangers.map((name) => `${name} has no meaning here`),
    ];
    throw new SpaceError('INVALID_DESCRIPTION', `choices: ${problems.join('; ')}`);
  }

  /** Of the network, however its layers and decisions are called; without a network, of the choices in this space. */
  canonicalHash(tokens: readonly number[]): string {
    const { choices } = this.describe(tokens);
    const network = this.#resolve(choices);
    return stableHash(
      network ? { kind: this.kind, network: plainJson(network) } : { space: this.hashOfSpace, choices },
    );
  }

  /** @throws NetworkError NOT_TRAINABLE when the space is a list of decisions */
  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    const nodes = this.#resolve(this.describe(tokens).choices);
    if (nodes) return customNetwork(nodes, input);
    throw new NetworkError(
      'NOT_TRAINABLE',
      'a space of decisions says nothing about networks: give a network with slots, or evaluate outside',
    );
  }

  #resolve(choices: CustomDescription['choices']): ResolvedNode[] | null {
    const { network } = this.definition;
    return network ? resolveTemplate(network, (name) => choices[name] ?? 0) : null;
  }
}

function tokenOf({ name, choices }: Decision, value: number | string | undefined): number {
  if (value === undefined) return 0;
  const token = choices.findIndex((choice) => choice === value || String(choice) === value);
  if (token >= 0) return token;
  throw new SpaceError('INVALID_DESCRIPTION', `${name} must be one of ${choices.join(', ')}, not ${value}`);
}

/** Definitions and resolved templates are plain JSON, though their types have members that may be left out. */
const plainJson = (value: object): Json => JSON.parse(JSON.stringify(value));

/** The value may hold an equals sign, the name cannot. */
function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
}
