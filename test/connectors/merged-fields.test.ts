/** What the default mappings write over the record of an earlier lead. */
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { handled, hiddenBy } from '../../src/delivery/handling.ts'
import { compileMapping, map } from '../../src/mapping/map.ts'
import { forUpdate } from '../../src/mapping/update.ts'
import { sampleLead } from './sample.ts'

test.each(connectors.map((connector) => [connector.type, connector] as const))(
  '%s: neither a placeholder nor a stand-in for a name or company that the lead does not give',
  (_type, { fields }) => {
    const withholding = 'withhold,merge'
    const withheld = map(handled(sampleLead(), withholding), forUpdate(compileMapping(fields), hiddenBy(withholding)))
    expect(Object.values(withheld.fields).join('\n')).not.toContain('(withheld)')

    const nameless = sampleLead({ person: { firstName: '', lastName: '', name: '', company: '' } })
    const written = Object.keys(map(nameless, forUpdate(compileMapping(fields), [])).fields)
    expect(written.filter((name) => /^(last_?name|company(name)?)$/i.test(name))).toEqual([])
  },
)
