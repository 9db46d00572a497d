import { readdir } from 'node:fs/promises';
import { type Configuration, prepareEngines, tensorFlowFolder } from '../../platform/config/index.js';
import {
  cardOf,
  type Device,
  type EngineFinding,
  floatTensor,
  Graph,
  mul,
  type Runtime,
  surveyEngines,
  visibleCards,
} from '../../tensor/index.js';
import type { Finding } from './finding.js';

/** What the driver for NVIDIA cards lists them in. */
const CARDS = '/proc/driver/nvidia/gpus';

/** What a worker with these settings trains on, and what else the machine has. */
export async function findDevice({ devices }: Configuration): Promise<Omit<Finding, 'subject'>> {
  const cards = await readdir(CARDS).then(
    (names) => names.length,
    () => 0,
  );
  const found = cards === 0 ? `no NVIDIA card in ${CARDS}` : `${cards} NVIDIA card(s) in ${CARDS}`;
  if (devices === 'cuda') return { required: true, ok: cards > 0, detail: `cuda (ARCHWAY_DEVICE); ${found}` };
  const wanted = devices.map(cardOf).filter((card) => card !== undefined);
  if (wanted.length === 0) {
    const how = cards === 0 ? '' : '; ARCHWAY_DEVICE=cuda trains on every card';
    return { required: false, ok: true, detail: `cpu (ARCHWAY_DEVICE); ${found}${how}` };
  }
  const ok = wanted.every((card) => card < cards);
  return { required: true, ok, detail: `${devices.join(',')} (ARCHWAY_DEVICE); ${found}` };
}

/** What engines are tried on: they are the same on every card. */
const firstDevice = ({ devices }: Configuration): Device =>
  devices === 'cuda' ? 'cuda:0' : (devices[0] ?? 'cpu');

/** The engine that this worker would train with, which has to work; then each other one, with the reason that it is not chosen. */
export async function findEngines(configuration: Configuration): Promise<Finding[]> {
  const { runtime: name } = configuration;
  const device = firstDevice(configuration);
  prepareEngines(visibleCards(device));
  const engines = surveyEngines({ device, tensorFlowFolder: tensorFlowFolder(configuration) });
  const chosen = engines.find(({ engine, opened }) =>
    name === 'auto' ? opened !== undefined : engine === name,
  );
  const others = engines.filter((finding) => finding !== chosen);
  return [
    await chosenFinding(chosen, configuration),
    ...others.map(({ engine, opened, problem }) => ({
      subject: `Engine ${engine}`,
      ok: opened !== undefined,
      required: false,
      detail: opened
        ? `${opened.description}: ${whyNot(configuration, chosen?.engine)}; ARCHWAY_RUNTIME=${engine} chooses it`
        : `not chosen: ${problem}`,
    })),
  ];
}

async function chosenFinding(
  chosen: EngineFinding | undefined,
  configuration: Configuration,
): Promise<Finding> {
  const { runtime: name } = configuration;
  const device = firstDevice(configuration);
  const finding = { subject: 'Compute runtime', required: true };
  if (chosen?.opened === undefined) {
    return {
      ...finding,
      ok: false,
      detail: chosen?.problem ?? `no engine works on ${device}; the lines below say how to get one`,
    };
  }
  const problem = await trial(chosen.opened.runtime);
  const reason = name === 'auto' ? `the first that works on ${device}` : 'as ARCHWAY_RUNTIME says';
  const detail = `${chosen.engine}, ${reason}: ${chosen.opened.description}`;
  return {
    ...finding,
    ok: problem === undefined,
    detail: problem === undefined ? detail : `${detail}; ${problem}`,
  };
}

function whyNot(configuration: Configuration, chosen: string | undefined): string {
  const { runtime: name } = configuration;
  return name === 'auto'
    ? `not chosen, as ${chosen} comes first on ${firstDevice(configuration)}`
    : `not chosen, as ARCHWAY_RUNTIME=${name}`;
}

/** Runs one small graph, so that a library that is there but does not work is found out; says what is wrong with it. */
async function trial(runtime: Runtime): Promise<string | undefined> {
  const graph = new Graph();
  const x = graph.input('x', [2]);
  graph.output('y', mul(x, x));
  try {
    const executable = await runtime.compile(graph, { threads: 1 });
    const { y } = await executable.run({ x: floatTensor([2], [3, -4]) });
    await executable.dispose();
    return y?.data[0] === 9 && y.data[1] === 16 ? undefined : 'its results are wrong';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
