import type { RawAttribute, RawCall } from '../../lowerings/tensorflow/index.js';
import type { LibraryAttribute, LibraryBinding } from './tensorflow-library.js';

/** A call with its attributes as the library takes them. */
export interface PreparedCall extends Omit<RawCall, 'attributes'> {
  readonly attributes: LibraryAttribute[];
}

export function prepareCalls(calls: readonly RawCall[], binding: LibraryBinding): PreparedCall[] {
  return calls.map((call) => ({
    ...call,
    attributes: Object.entries(call.attributes).map(([name, attribute]) => ({
      name,
      ...libraryValue(attribute, binding),
    })),
  }));
}

function libraryValue(attribute: RawAttribute, binding: LibraryBinding): Omit<LibraryAttribute, 'name'> {
  if (typeof attribute === 'string') return { type: binding.TF_ATTR_STRING, value: attribute };
  if (typeof attribute === 'boolean') return { type: binding.TF_ATTR_BOOL, value: attribute };
  if (typeof attribute === 'number' || Array.isArray(attribute)) {
    return { type: binding.TF_ATTR_INT, value: attribute };
  }
  if ('float' in attribute) return { type: binding.TF_ATTR_FLOAT, value: attribute.float };
  if ('type' in attribute) {
    const value = attribute.type === 'float32' ? binding.TF_FLOAT : binding.TF_INT32;
    return { type: binding.TF_ATTR_TYPE, value };
  }
  return { type: binding.TF_ATTR_INT, value: attribute };
}
