import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeProblem } from '../../src/config/problems.ts'
import { plain } from './connector.ts'

const env = {
  INGEST_KEY: 'a-key-of-sixteen-or-more',
  TOKEN: 'the-token-of-crm',
  API: 'a-token-of-the-api-1',
  PORT: '8081',
}

const right = `
listen: { port: 0 }
api:
  tokens: [{ name: ops, token: "\${env:API}", role: operator }]
sources:
  marketplace: { type: marketplace, key: "\${env:INGEST_KEY}" }
destinations:
  crm: { type: plain, url: https://crm.example, token: "\${env:TOKEN}" }
  crm-eu: { type: plain, url: https://eu.crm.example, token: "\${env:TOKEN}" }
routes:
  - { name: all, offers: ["contoso.*"], to: [crm, crm-eu] }
`

const read = (text: string) => readConfig(text, { connectors: [plain], env })

/** The file with one part replaced. */
const changed = (part: string, by: string) => {
  expect(right).toContain(part)
  return right.replace(part, by)
}

function told(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(describeProblem)
    throw error
  }
  return []
}

describe('a file that is right', () => {
  it('is read as a whole', () => {
    const config = read(right)
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 0, trustProxy: 0 })
    expect(config.tokens).toEqual([{ name: 'ops', token: env.API, role: 'operator' }])
    expect(config.sources.get('marketplace')).toEqual({ type: 'marketplace', key: env.INGEST_KEY })
    expect([...config.destinations.keys()]).toEqual(['crm', 'crm-eu'])
    expect(config.routes).toMatchObject([{ name: 'all', offers: ['contoso.*'], when: {}, to: ['crm', 'crm-eu'] }])
    expect(config.text).toBe(right)
  })

  it('lists its secrets, and its text holds no secret', () => {
    const { secrets, text } = read(right)
    expect(new Set(secrets)).toEqual(new Set([env.API, env.INGEST_KEY, env.TOKEN]))
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('has the same version for the same text, whatever its secrets are', () => {
    const again = readConfig(right, { connectors: [plain], env: { ...env, TOKEN: 'the-next-token-of-crm' } })
    expect(again.version).toBe(read(right).version)
    expect(again.destinations.get('crm')?.settingsHash).not.toBe(read(right).destinations.get('crm')?.settingsHash)
    expect(read(`${right}# a comment\n`).version).not.toBe(read(right).version)
    expect(read(right).version).toMatch(/^[0-9a-f]{12}$/)
  })

  it('may have its port in the environment', () => {
    const config = read(changed('{ port: 0 }', '{ port: "${env:PORT}" }'))
    expect(config.listen.port).toBe(8081)
    expect(told(changed('{ port: 0 }', '{ port: "${env:TOKEN}" }'))).toHaveLength(1)
  })

  it('may use anchors for shared parts', () => {
    const text = changed(
      '{ type: plain, url: https://crm.example',
      '&base { type: plain, url: https://crm.example',
    ).replace('{ type: plain, url: https://eu.crm.example, token: "${env:TOKEN}" }', '*base')
    expect(read(text).destinations.get('crm-eu')?.settings).toEqual(read(text).destinations.get('crm')?.settings)
  })

  it('may have no routes, and no destinations', () => {
    expect(told('sources: {}\ndestinations: {}')).toEqual([])
  })
})

describe('a wrong file', () => {
  it.each([
    ['', ['sources: is required', 'destinations: is required']],
    ['# nothing but a comment', ['sources: is required', 'destinations: is required']],
    ['null', ['sources: is required', 'destinations: is required']],
    ['just text', [expect.stringMatching(/^config: must be a block of settings; it is a text \(known: listen, api, /)]],
    ['- a\n- b', [expect.stringMatching(/^config: must be a block of settings; it is a list \(known: /)]],
    [
      'sources:\ndestinations:',
      ['sources: must be a block of entries; it is empty', 'destinations: must be a block of entries; it is empty'],
    ],
  ])('%j', (text, problems) => {
    expect(told(text)).toEqual(problems)
  })

  it.each([
    ['a bracket that is not closed', 'sources: { a: [', /line \d+/],
    ['the same key twice', 'sources: {}\nsources: {}', /duplicated mapping key at line 2/],
    ['a tab for a blank', 'sources:\n\ta: 1', /line 2/],
    ['two documents', 'sources: {}\n---\nsources: {}', /single document/],
    ['an alias without an anchor', 'sources: *nowhere', /alias/],
    ['an alias inside its own anchor', 'sources: &a [*a]', /alias/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((k, at) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[at]}`)}]`)
        .join('\n')}`,
      /alias|unknown/,
    ],
  ])('%s in the YAML is told with its place', (_what, text, reason) => {
    const problems = told(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join('\n')).toMatch(reason)
    for (const problem of problems) expect(problem).not.toMatch(/\n/)
  })

  it('reports every problem at once, each with its path and remedy', () => {
    const text = `
listen: { prot: 80 }
api: { tokens: [{ name: ops, token: literal-token-of-the-api, rol: viewer }] }
sources:
  Market: { type: marketplace, key: "\${env:INGEST_KEY}" }
  form: { type: fom, key: "\${env:NOWHERE}" }
destinations:
  crm:
    type: plain
    url: http://crm.example
    token: "\${file:/nowhere/at/all}"
    delivery: { concurency: 3, retry: { frist: 1s }, deadline: 2d, rate: { max: 0, per: 0s }, allowNetworks: [10.0.0.1] }
    mapping: { subject: "{{ offr.title }}" }
  table: { type: plian }
routes:
  - { name: all, to: [crm, tabel] }
  - { name: all, to: [], wen: {} }
  - { name: other, to: [nobody], when: { sorce: [x] } }
`
    expect(new Set(told(text))).toEqual(
      new Set([
        'listen.prot: unknown key (did you mean port?)',
        'api.tokens.0.token: is a secret and must not stand in the file (write ${env:NAME} or ${file:/path})',
        'api.tokens.0.rol: unknown key (did you mean role?)',
        'sources.Market: must be 1 to 48 of a-z, 0-9 and -, beginning with a letter or digit',
        'sources.form.type: no such source type (did you mean form?)',
        'sources.form.key: environment variable NOWHERE is not set (set it, or write another reference)',
        'destinations.crm.url: must start with https://',
        'destinations.crm.token: file /nowhere/at/all cannot be read (set it, or write another reference)',
        'destinations.crm.delivery.concurency: unknown key (did you mean concurrency?)',
        'destinations.crm.delivery.retry.frist: unknown key (did you mean first?)',
        'destinations.crm.delivery.deadline: must be longer than 0 and at most 1h; it is “2d”',
        'destinations.crm.delivery.rate.max: must be at least 1; it is 0',
        'destinations.crm.delivery.rate.per: must be longer than 0; it is “0s”',
        'destinations.crm.delivery.allowNetworks.0: must be a network such as 10.1.0.0/16; it is “10.0.0.1”',
        'destinations.crm.mapping.subject: a lead has no property offr.title (did you mean offer.title?)',
        'destinations.table.type: no such connector (did you mean plain?)',
        'routes.0.to.1: no destination is named tabel (did you mean table?)',
        'routes.1.name: another route is named all',
        'routes.1.to: needs at least one entry',
        'routes.1.wen: unknown key (did you mean when?)',
        'routes.2.to.0: no destination is named nobody (known: crm, table)',
        'routes.2.when.sorce: a lead has no property sorce (did you mean source?)',
      ]),
    )
  })

  it('reports a broken reference once, without the problems of its text', () => {
    expect(told(changed('token: "${env:TOKEN}" }\n  crm-eu', 'token: "${env:NO}" }\n  crm-eu'))).toEqual([
      'destinations.crm.token: environment variable NO is not set (set it, or write another reference)',
    ])
  })
})

describe('a literal secret in the file', () => {
  it.each([
    ['sources.marketplace.key', '"${env:INGEST_KEY}"', 'a-literal-key-of-the-source'],
    ['api.tokens.0.token', '"${env:API}"', 'a-literal-token-of-the-api'],
    ['destinations.crm.token', '"${env:TOKEN}" }\n  crm-eu', 'a-literal-token }\n  crm-eu'],
    ['destinations.crm.token', '"${env:TOKEN}" }\n  crm-eu', 'short }\n  crm-eu'],
    [
      'destinations.crm.former',
      '"${env:TOKEN}" }\n  crm-eu',
      '"${env:TOKEN}", former: ["${env:API}", a-literal-token] }\n  crm-eu',
    ],
  ])('is refused at %s', (path, part, by) => {
    expect(told(changed(part, by))).toEqual([
      `${path}: is a secret and must not stand in the file (write \${env:NAME} or \${file:/path})`,
    ])
  })

  it('may stand next to a reference, as in a connection string', () => {
    expect(told(changed('token: "${env:TOKEN}" }\n  crm-eu', 'token: "AccountKey=${env:TOKEN}" }\n  crm-eu'))).toEqual(
      [],
    )
  })
})

describe('no message shows a secret', () => {
  const secret = 'hunter2-hunter2-hunter2'

  it.each([
    [
      'where text is wanted',
      'destinations: { crm: { type: plain, url: "${env:S}", token: "${env:S}", mode: "${env:S}" } }',
    ],
    [
      'as a template',
      'destinations: { crm: { type: plain, mapping: { a: "{{ ${env:S}", b: "{{ x | ${env:S} }}", c: "{{ ${env:S}.x }}" } } }',
    ],
    [
      'as a name',
      'routes: [{ name: a, to: ["${env:S}"] }, { name: "${env:S}", to: [x] }, { name: "${env:S}", to: [x] }]',
    ],
    ['as a type', 'destinations: { crm: { type: "${env:S}" } }\nsources: { a: { type: "${env:S}", key: "${env:S}" } }'],
    ['as a number', 'listen: { port: "${env:S}", host: "${env:S}", publicUrl: "${env:S}" }'],
    [
      'as a policy',
      'destinations: { crm: { type: plain, delivery: { deadline: "${env:S}", allowNetworks: ["${env:S}"] } } }',
    ],
  ])('taken from elsewhere, %s', (_where, text) => {
    let shown = ''
    try {
      readConfig(text, { connectors: [plain], env: { S: secret } })
    } catch (error) {
      shown = error instanceof ConfigError ? `${error.message} ${JSON.stringify(error.problems)}` : String(error)
    }
    expect(shown).not.toBe('')
    expect(shown).not.toContain('hunter2')
  })

  it.each([
    `key: "${secret}"def`,
    `key: '${secret}`,
    `key: [${secret}`,
    `key: ${secret}: x: y`,
    `key: %${secret}`,
    `key: |${secret}\n  x`,
    `key: "\\q${secret}"`,
    `key: &${secret}`,
    `key: *${secret}`,
    `key: !<${secret}> x`,
    `{ a: b } ${secret}`,
    `${secret}\nfoo: bar`,
  ])('written into broken YAML (%#)', (text) => {
    const problems = told(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join()).not.toContain('hunter2')
  })
})
