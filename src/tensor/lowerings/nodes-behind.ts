import type { Node, Value } from '../graph.js';

/** Every node that `results` depend on, their own included. */
export function nodesBehind(results: Iterable<Value>): ReadonlySet<Node> {
  const behind = new Set<Node>();
  const open = Array.from(results, ({ node }) => node);
  for (let node = open.pop(); node; node = open.pop()) {
    if (behind.has(node)) continue;
    behind.add(node);
    open.push(...node.inputs.map((input) => input.node));
  }
  return behind;
}
