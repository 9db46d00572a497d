import { stableJson } from '../stable-hash.js';
import type { CnnChainLayer } from './definition.js';

/**
 * The layers in an order that follows from what they are, take and feed, so that networks which differ only in the order of
 * their layers are equal. Where each takes the one before it, that goes without saying. The result always is the
 * network itself: different networks stay different, however rare and symmetric.
 */
export function canonicalLayers(layers: readonly CnnChainLayer[]): CnnChainLayer[] {
  const inputsOf = layers.map(({ inputs }, layer) => inputs ?? (layer === 0 ? [] : [layer - 1]));
  if (inputsOf.every((inputs, layer) => inputs.join() === (layer === 0 ? '' : String(layer - 1)))) {
    return layers.map(({ inputs: _, ...own }) => own);
  }
  const order = canonicalOrder(layers, inputsOf);
  const placeOf = new Map(order.map((layer, place) => [layer, place]));
  return order.flatMap((layer) => {
    const own = layers[layer];
    const inputs = (inputsOf[layer] ?? []).map((source) => placeOf.get(source) ?? 0).sort((a, b) => a - b);
    return own ? [{ ...own, inputs }] : [];
  });
}

type Inputs = readonly (readonly number[])[];

/**
 * Inputs first; of those that could come next the one with the smallest colour. Where two have it, either may come, and
 * is told apart from then on, which tells apart what is around it.
 */
function canonicalOrder(layers: readonly CnnChainLayer[], inputsOf: Inputs): number[] {
  const usersOf = layers.map((_, layer) =>
    [...inputsOf.keys()].filter((user) => inputsOf[user]?.includes(layer)),
  );
  const texts = layers.map(({ inputs: _, ...own }) => stableJson(JSON.parse(JSON.stringify(own))));
  let colours = refine(ranks(texts), inputsOf, usersOf);
  const order: number[] = [];
  const left = new Set(inputsOf.keys());
  while (left.size > 0) {
    const ready = [...left].filter((layer) => !inputsOf[layer]?.some((source) => left.has(source)));
    const colourOf = (layer: number) => colours[layer] ?? 0;
    const next = ready.reduce((best, layer) => (colourOf(layer) < colourOf(best) ? layer : best));
    order.push(next);
    left.delete(next);
    if ([...left].some((layer) => colourOf(layer) === colourOf(next))) {
      colours = refine(
        colours.map((colour, layer) => 2 * colour + (layer === next ? 0 : 1)),
        inputsOf,
        usersOf,
      );
    }
  }
  return order;
}

/** Colours by which layers differ if their inputs or users do (colour refinement). */
function refine(start: readonly number[], inputsOf: Inputs, usersOf: Inputs): number[] {
  let colours = [...start];
  for (let classes = 0; new Set(colours).size > classes; ) {
    classes = new Set(colours).size;
    const shown = (around: readonly number[] | undefined) =>
      (around ?? []).map((layer) => colours[layer] ?? 0).sort((a, b) => a - b);
    colours = ranks(
      colours.map((own, layer) =>
        [String(own).padStart(4, '0'), shown(inputsOf[layer]), shown(usersOf[layer])].join(';'),
      ),
    );
  }
  return colours;
}

/** The place of each text among the different ones. */
function ranks(texts: readonly string[]): number[] {
  const sorted = [...new Set(texts)].sort();
  return texts.map((text) => sorted.indexOf(text));
}
