export { CoalescedWork } from './coalesced-work.js';
export { RepeatedWork } from './repeated-work.js';
