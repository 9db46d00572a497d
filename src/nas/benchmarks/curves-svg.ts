/** A line of the plot: one value after each evaluation. */
export interface Curve {
  readonly label: string;
  readonly values: readonly number[];
}

const WIDTH = 770;
const HEIGHT = 440;
const MARGIN = { left: 64, right: 180, top: 40, bottom: 48 };
const COLOURS = [
  '#1b6ca8',
  '#d1495b',
  '#2e933c',
  '#8f5db7',
  '#e08e1b',
  '#4a4e57',
  '#159a9c',
  '#a0522d',
  '#6b8e23',
];
const TICKS = 5;

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly place: (value: number) => number;
}

/** An SVG document: incumbents against evaluations. The worst of the first tenth is cut off, for the rest to be seen. */
export function drawCurves(title: string, curves: readonly Curve[]): string {
  const evaluations = Math.max(...curves.map(({ values }) => values.length));
  const x = scale(1, evaluations, MARGIN.left, WIDTH - MARGIN.right);
  const shown = curves.flatMap(({ values }) => values.slice(Math.floor(values.length / 10)));
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const padding = (high - low || 1) * 0.05;
  const y = scale(low - padding, high + padding, HEIGHT - MARGIN.bottom, MARGIN.top);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(WIDTH / 2, 22, title, 'middle', 15),
    ...ticksOf(x).map((value) => verticalLine(x, value)),
    ...ticksOf(y).map((value) => horizontalLine(y, value)),
    text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 10, 'evaluations', 'middle', 12),
    ...curves.flatMap((curve, index) => drawCurve(curve, index, x, y)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function drawCurve({ label, values }: Curve, index: number, x: Scale, y: Scale): string[] {
  const colour = COLOURS[index % COLOURS.length] ?? 'black';
  const points = values.flatMap((value, evaluation) =>
    value >= y.from ? [`${x.place(evaluation + 1).toFixed(1)},${y.place(value).toFixed(1)}`] : [],
  );
  const legend = MARGIN.top + 8 + index * 20;
  const left = WIDTH - MARGIN.right + 12;
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="1.8" points="${points.join(' ')}"/>`,
    `<line x1="${left}" x2="${left + 16}" y1="${legend}" y2="${legend}" stroke="${colour}" stroke-width="3"/>`,
    text(left + 22, legend + 4, label, 'start', 12),
  ];
}

function verticalLine(x: Scale, value: number): string {
  const at = x.place(value).toFixed(1);
  const bottom = HEIGHT - MARGIN.bottom;
  return `<line x1="${at}" x2="${at}" y1="${MARGIN.top}" y2="${bottom}" stroke="#e3e3e3"/>${text(Number(at), bottom + 18, String(value), 'middle', 12)}`;
}

function horizontalLine(y: Scale, value: number): string {
  const at = y.place(value).toFixed(1);
  return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#e3e3e3"/>${text(MARGIN.left - 8, Number(at) + 4, String(value), 'end', 12)}`;
}

function text(x: number, y: number, content: string, anchor: string, size: number): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}">${escaped(content)}</text>`;
}

const escaped = (content: string): string => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Maps from..to to start..end. */
function scale(from: number, to: number, start: number, end: number): Scale {
  const extent = to - from || 1;
  return { from, to, place: (value) => start + ((value - from) / extent) * (end - start) };
}

/** Round numbers within the scale: multiples of 1, 2 or 5 times a power of ten. */
function ticksOf({ from, to }: Scale): number[] {
  const rough = (to - from || 1) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((multiple) => multiple * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(10)),
  );
}
