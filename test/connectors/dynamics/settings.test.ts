import { describe, expect, test } from 'vitest'
import { loginOf } from '../../../connectors/dynamics/client.ts'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import { settings } from '../../../connectors/dynamics/settings.ts'
import { toolsFor } from '../tools.ts'

const id = '23456052-0a1b-4c2d-8662-1234df56788f'
const app = { url: 'https://contoso.crm4.dynamics.com', directoryId: id, applicationId: id, applicationKey: 's3cret' }
const user = { url: app.url, username: 'writer@contoso.com', password: 'p4ss' }

const wrong = (given: object) => settings.safeParse(given).error?.issues.map(({ path }) => path.join('.')) ?? []

describe('an address', () => {
  test.for([
    ['https://contoso.crm4.dynamics.com/', 'https://contoso.crm4.dynamics.com'],
    ['https://contoso.crm4.dynamics.com/main.aspx?appid=1', 'https://contoso.crm4.dynamics.com'],
    [' contoso.crm4.dynamics.com ', 'https://contoso.crm4.dynamics.com'],
    ['http://127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['http://far-ends:8081', 'http://far-ends:8081'],
  ] as const)('%s is read as %s', ([written, read]) => {
    expect(settings.parse({ ...app, url: written }).url).toBe(read)
  })

  test.for(['http://contoso.crm4.dynamics.com', 'ftp://contoso', 'https://', '', 'https://con toso'])(
    '%s is none',
    (url) => {
      expect(wrong({ ...app, url })).toEqual(['url'])
    },
  )
})

describe('a way to sign in', () => {
  test('is an application or a user', () => {
    expect(wrong(app)).toEqual([])
    expect(wrong(user)).toEqual([])
  })

  test('is one of the two, and whole', () => {
    expect(wrong({ url: app.url })).toEqual(['applicationKey'])
    expect(wrong({ ...app, ...user })).toEqual(['username'])
    expect(wrong({ ...user, password: undefined })).toEqual(['password'])
    expect(wrong({ url: app.url, applicationKey: 's3cret' })).toEqual(['directoryId', 'applicationId'])
    expect(wrong({ ...app, applicationId: 'contoso' })).toEqual(['applicationId'])
  })

  test('is known in sovereign clouds', () => {
    const china = {
      ...app,
      url: 'https://contoso.crm.dynamics.cn',
      authority: 'https://login.partner.microsoftonline.cn/',
    }
    expect(loginOf(settings.parse(china))).toMatchObject({
      authority: 'https://login.partner.microsoftonline.cn',
      scope: 'https://contoso.crm.dynamics.cn/.default',
    })
    expect(loginOf(settings.parse(app)).authority).toBe('https://login.microsoftonline.com')
  })
})

test('a lead has one owner', () => {
  expect(wrong({ ...app, ownerUser: id, ownerTeam: id })).toEqual(['ownerTeam'])
})

test('the end of a secret is told', () => {
  const open = (given: object) => dynamics.open(settings.parse(given), toolsFor('dynamics')).expiries?.()
  expect(open(app)).toEqual([])
  expect(open({ ...app, applicationKeyExpires: '2027-10-31' })).toEqual([
    { setting: 'applicationKey', at: new Date('2027-10-31T00:00:00Z') },
  ])
  expect(open({ ...user, passwordExpires: '2026-01-31' })).toEqual([
    { setting: 'password', at: new Date('2026-01-31T00:00:00Z') },
  ])
  expect(wrong({ ...app, applicationKeyExpires: 'next year' })).toEqual(['applicationKeyExpires'])
})
