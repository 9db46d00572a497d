export { IMAGE } from '../../nas/network/index.js';

/** Names of what the graphs take and give, besides the image. */
export const LABELS = 'labels';
export const LEARNING_RATE = 'learningRate';
export const LOSS = 'loss';
export const LOGITS = 'logits';
