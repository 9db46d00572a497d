/** How a strategy is run on a table when nobody says otherwise. */
export interface ProtocolSettings {
  readonly options: Readonly<Record<string, unknown>>;
  readonly rewardPower: number;
}

const plain: ProtocolSettings = { options: {}, rewardPower: 1 };

/** Zoph & Le cube the accuracy; their baseline's decay, which the paper does not give, is that of the acceptance runs. */
const settings: Readonly<Record<string, ProtocolSettings>> = {
  reinforce: { options: { baselineDecay: 0.9 }, rewardPower: 3 },
};

export function protocolOf(strategy: string): ProtocolSettings {
  return (Object.hasOwn(settings, strategy) ? settings[strategy] : undefined) ?? plain;
}
