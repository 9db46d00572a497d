import { createLogUpdate } from 'log-update';

/** Where the demo draws. */
export interface Screen {
  /** Shows the present state in place of the last. */
  show(picture: () => string): void;
  /** Leaves the last state standing, and goes on below it. */
  done(): void;
}

const REDRAW_MILLISECONDS = 100;
const PLAIN_INTERVAL_MILLISECONDS = 5000;

/** Redraws in place on a terminal; elsewhere prints the picture from time to time; draws nothing when not wanted. */
export function createScreen(stream: NodeJS.WriteStream, wanted: boolean): Screen {
  if (!wanted) return { show: () => {}, done: () => {} };
  if (stream.isTTY) {
    const update = createLogUpdate(stream);
    return { show: limited(REDRAW_MILLISECONDS, (text) => update(text)), done: () => update.done() };
  }
  return {
    show: limited(PLAIN_INTERVAL_MILLISECONDS, (text) => stream.write(`${text}\n\n`)),
    done: () => {},
  };
}

function limited(milliseconds: number, draw: (text: string) => void): (picture: () => string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (picture) => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    draw(picture());
  };
}
