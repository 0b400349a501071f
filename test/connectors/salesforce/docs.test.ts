import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { fields } from '../../../connectors/salesforce/fields.ts'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { saysSo } from '../../../src/outside/answer.ts'
import { documented } from '../documented.ts'

const readme = await readFile(new URL('../../../connectors/salesforce/README.md', import.meta.url), 'utf8')

documented(salesforce)

describe('the README of the Salesforce connector', () => {
  test.for(Object.keys(fields))('tells what goes into %s', (name) => {
    expect(readme).toMatch(new RegExp(`^\\| ${name} +\\|`, 'm'))
  })
})

describe('the catalogue', () => {
  test('names no code in two entries', () => {
    const codes = salesforce.problems.flatMap(({ codes = [] }) => codes)
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
  })

  test.for([
    [
      '{"error":"invalid_grant","error_description":"request not supported on this domain"}',
      'salesforce-not-my-domain',
    ],
    ["user hasn't approved this consumer", 'salesforce-app-not-approved'],
    ['The lead doesn’t show. Include reCAPTCHA in HTML is ticked', 'salesforce-recaptcha'],
    ['my test lead does not appear in Salesforce', 'salesforce-required-picklist'],
    [
      "Azure Marketplace doesn't support prepopulated lists, such as a list of values for the Country field",
      'salesforce-country-list',
    ],
    ['TotalRequests Limit exceeded.', 'salesforce-request-limit'],
    ['Is-Processed: true Exception:common.exception.SalesforceGenericException', 'salesforce-web-to-lead-refused'],
    ["No such column 'Offer__c' on sobject of type Lead", 'salesforce-unknown-field'],
    ['Apex CPU time limit exceeded', 'salesforce-automation-busy'],
  ])('is found by an operator’s words: %s', ([said, id]) => {
    expect(findProblem(salesforce.problems, { message: said ?? '' })?.id).toBe(id)
    expect(salesforce.problems.filter((problem) => saysSo(problem, said ?? '')).map((problem) => problem.id)).toContain(
      id,
    )
  })
})
