import type { Configuration } from '../../platform/config/index.js';
import type { Card } from '../../platform/devices/index.js';
import { cardOf, type Device } from '../../tensor/index.js';

/** Something that a worker trains on. */
export interface WorkerDevice {
  readonly name: Device;
  /** As its maker calls it; null where nobody says. */
  readonly model: string | null;
  /** Of its own; null for the processor, and where the driver does not say. */
  readonly memoryMebibytes: number | null;
  /** Trials that it trains at a time. */
  readonly slots: number;
}

/** What a machine has. */
export interface Machine {
  readonly cards: readonly Card[];
  readonly processors: number;
  readonly processorModel: string | null;
}

/** A card is busy with one training, a processor with as many as it has cores. */
const slotsOf = (name: Device, { processors }: Machine): number => (name === 'cpu' ? processors : 1);

/**
 * The devices of a worker as its settings name them. A card that the driver does not list is there all the same: its trials
 * fail and say what is missing.
 */
export function workerDevices(
  { devices, deviceSlots }: Pick<Configuration, 'devices' | 'deviceSlots'>,
  machine: Machine,
): WorkerDevice[] {
  const names = devices === 'cuda' ? machine.cards.map(({ index }): Device => `cuda:${index}`) : devices;
  const found = names.map((name): WorkerDevice => {
    const card = machine.cards.find(({ index }) => index === cardOf(name));
    return {
      name,
      model: name === 'cpu' ? machine.processorModel : (card?.model ?? null),
      memoryMebibytes: card?.memoryMebibytes ?? null,
      slots: deviceSlots ?? slotsOf(name, machine),
    };
  });
  return found.filter(({ slots }) => slots > 0);
}
