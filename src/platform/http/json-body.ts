import { BadRequestException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import { json, type NextFunction, type Request, type Response } from 'express';

/** Bodies are definitions and queries: a megabyte is plenty. */
export const MOST_BYTES = 2 ** 20;

/** A definition of 32 levels in the variables of an operation is not as deep. */
const MOST_DEPTH = 48;

/** Twice what JSON in it may have. */
const MOST_VALUES = 20_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

const refusal = (message: string): Error => Object.assign(new Error(message), { status: 400 });

const notJson = ({ message }: SyntaxError) => new BadRequestException(`the body is not JSON: ${message}`);

/**
 * Refuses JSON that is nested too deeply, or has too many values, before anything of it is built.
 * @throws Error with the status 400
 */
export function refuseUnwieldyJson(body: Buffer): void {
  let [depth, values] = [0, 1];
  let isText = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText) index += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA) values += 1;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > MOST_DEPTH) throw refusal(`the body is nested more than ${MOST_DEPTH} deep`);
    if (values > MOST_VALUES) throw refusal(`the body has more than ${MOST_VALUES} values`);
  }
}

/**
 * Reads JSON bodies that are not too large in any way. One that is too long is refused as soon as that is known: from its header, or
 * when so much has come. Express would read it to its end first.
 */
export function jsonBody() {
  const read = json({ limit: MOST_BYTES, verify: (_request, _response, body) => refuseUnwieldyJson(body) });
  return (request: Request, response: Response, next: NextFunction): void => {
    let isRefused = false;
    const refuse = (): void => {
      isRefused = true;
      next(new PayloadTooLargeException(`the body is larger than ${MOST_BYTES} bytes`));
    };
    if (Number(request.headers['content-length']) > MOST_BYTES) {
      refuse();
      return;
    }
    // Null where there is no body. What is sent as something else would be read as none, and found to lack everything.
    if (request.is('json') === false && request.headers['content-length'] !== '0') {
      next(
        new UnsupportedMediaTypeException(
          'the body must be JSON: send it with "content-type: application/json"',
        ),
      );
      return;
    }
    if (request.headers['transfer-encoding'] !== undefined) {
      let received = 0;
      request.on('data', (part: Buffer) => {
        received += part.length;
        if (received > MOST_BYTES && !isRefused) refuse();
      });
    }
    read(request, response, (error?: unknown) => {
      if (!isRefused) next(error instanceof SyntaxError ? notJson(error) : error);
    });
  };
}
