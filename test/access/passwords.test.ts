import { describe, expect, it } from 'vitest'
import { hashPassword, openPasswords } from '../../src/access/passwords.ts'
import { passwordHash } from '../../src/settings/password-hash.ts'

const password = 'Zürich, 8 o’clock'

it('a password fits its hash alone, however its accents are composed', async () => {
  const line = await hashPassword(password)
  expect(line).toMatch(/^scrypt:n=32768,r=8,p=3:[\w-]{22}:[\w-]{43}$/)
  const hash = passwordHash.parse(line)
  const { isRight } = openPasswords(() => undefined)
  expect(await isRight(password, hash)).toBe(true)
  expect(await isRight(password.normalize('NFD'), hash)).toBe(true)
  expect(await isRight(`${password} `, hash)).toBe(false)
  expect(await isRight(password, undefined)).toBe(false)
})

it('two hashes of one password differ', async () => {
  expect(await hashPassword(password)).not.toBe(await hashPassword(password))
})

describe('under load', () => {
  const most = { users: 3, strangers: 2 }
  const many = <T>(length: number, ask: () => Promise<T>) => Promise.all(Array.from({ length }, ask))

  it('no more passwords of users wait than there is room for', async () => {
    const hash = passwordHash.parse(await hashPassword(password))
    const { isRight } = openPasswords(() => undefined, most)
    const results = await many(10, () => isRight('wrong', hash))
    expect(results).toEqual([...Array(3).fill(false), ...Array(7).fill(undefined)])
    expect(await isRight(password, hash)).toBe(true)
  })

  it('unknown names take no place from users, and cost no more than their few places', async () => {
    const hash = passwordHash.parse(await hashPassword(password))
    const { isRight } = openPasswords(() => hash, most)
    let answered = 0
    const strangers = many(500, () => isRight('wrong', undefined).finally(() => answered++))
    // Nobody is answered before the work is done, as with a known name.
    expect(await many(3, () => isRight(password, hash))).toEqual([true, true, true])
    expect(answered).toBe(500)
    expect(new Set(await strangers)).toEqual(new Set([false]))
  })
})

const [salt, key] = ['A'.repeat(22), 'A'.repeat(43)]

it.each([
  'a password in clear',
  `scrypt:n=1024,r=8,p=3:${salt}:${key}`,
  `scrypt:n=32767,r=8,p=3:${salt}:${key}`,
  `scrypt:n=4194304,r=8,p=1:${salt}:${key}`,
  `scrypt:n=32768,r=8,p=99:${salt}:${key}`,
  `scrypt:n=32768,r=0,p=3:${salt}:${key}`,
  `scrypt:n=32768,r=8,p=3:short:${key}`,
  `scrypt:n=32768,r=8,p=3:${salt}:short`,
])('%o is no hash, and the refusal does not repeat it', (text) => {
  const { error } = passwordHash.safeParse(text)
  expect(error?.issues.map(({ message }) => message)).toEqual(['must be the line that `leadyard hash-password` prints'])
})
