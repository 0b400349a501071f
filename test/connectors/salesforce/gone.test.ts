import { expect, test } from 'vitest'
import { isGone } from '../../../connectors/salesforce/replies.ts'
import { type Reply, refusal, webPage } from '../../far-ends/salesforce/replies.ts'

const gone = ({ status, body }: Reply) => isGone({ status, headers: {}, text: body })
const bare = { fields: [] }

test.for([
  ['in the recycle bin', refusal('ENTITY_IS_DELETED')],
  ['whatever the status', refusal('ENTITY_IS_DELETED', { status: 400 })],
  ['purged', refusal('NOT_FOUND')],
  ['purged, in other words', refusal('INVALID_CROSS_REFERENCE_KEY', { status: 404, ...bare })],
] as const)('a record is gone: %s', ([, reply]) => {
  expect(gone(reply)).toBe(true)
})

test.for([
  ['the id of an owner', refusal('INVALID_CROSS_REFERENCE_KEY', { status: 404 })],
  ['something that has no name', refusal('INVALID_CROSS_REFERENCE_KEY', bare)],
  ['a deleted campaign', refusal('ENTITY_IS_DELETED', { fields: ['CampaignId'] })],
  ['another code', refusal('API_DISABLED_FOR_ORG', { status: 404 })],
  ['a web page', webPage(404)],
  ['nothing', { status: 404, body: '' }],
] as const)('a record is not gone for %s', ([, reply]) => {
  expect(gone(reply)).toBe(false)
})
