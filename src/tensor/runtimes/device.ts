/** Where a process computes: the processor, or one card by its number. */
export type Device = 'cpu' | `cuda:${number}`;

const CARD = /^cuda:(\d{1,3})$/;

export const isDevice = (text: string): text is Device => text === 'cpu' || CARD.test(text);

/** Number of the card; none for the processor. */
export function cardOf(device: Device): number | undefined {
  const number = CARD.exec(device)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * What a process has to find in its environment when it loads an engine. The card that it is to use is the only one that it is
 * shown, and its first; none is shown to a process of the processor.
 */
export const visibleCards = (device: Device): Readonly<Record<string, string>> => ({
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  CUDA_VISIBLE_DEVICES: String(cardOf(device) ?? -1),
});
