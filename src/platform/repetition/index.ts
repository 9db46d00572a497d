export { CoalescedWork } from './coalesced-work.js';
export { KnownAnswers } from './known-answers.js';
export { RepeatedWork } from './repeated-work.js';
export { sharedLookUps } from './shared-look-ups.js';
