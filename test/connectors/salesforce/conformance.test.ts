import { describe } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { startSalesforce } from '../../far-ends/salesforce.ts'
import { conformance } from '../conformance.ts'

describe('REST with an external id field', () => conformance(salesforce, () => startSalesforce()))
describe('REST without one', () => conformance(salesforce, () => startSalesforce({ externalId: false })))
describe('Web-to-Lead', () => conformance(salesforce, () => startSalesforce({ mode: 'web-to-lead' })))
