/** `leadyard/testing`: the battery that every connector passes, for connectors outside this repository. Runs in vitest. */
export type { FarEnd } from '../far-ends/far-end.ts'
export { conformance } from './conformance.ts'
export { documented } from './documented.ts'
export { deliveryOf, hostileLeads, personal, sampleLead } from './sample.ts'
export { type TestTools, toolsFor } from './tools.ts'
