import { describe } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { startWebhook } from '../../far-ends/webhook.ts'
import { conformance } from '../conformance.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

describe('a signed webhook whose receiver dedupes', () =>
  conformance(https, () => startWebhook({ dedupes: true, secret })))
describe('a flow that answers 202', () =>
  conformance(https, () => startWebhook({ success: { status: 202, body: '' } })))
