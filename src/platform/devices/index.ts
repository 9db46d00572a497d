export { type Card, findCards, parseCards } from './nvidia-smi.js';
