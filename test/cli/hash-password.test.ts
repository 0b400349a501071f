import { expect, it } from 'vitest'
import { openPasswords } from '../../src/access/passwords.ts'
import { passwordHash } from '../../src/settings/password-hash.ts'
import { run, spawned } from './run.ts'

const password = 'correct horse battery'

async function fits(line: string): Promise<boolean | undefined> {
  return openPasswords(() => undefined).isRight(password, passwordHash.parse(line.trim()))
}

it('prints the hash of the first line of standard input, and nothing else', async () => {
  const { code, out, err } = await run(['hash-password'], {}, { input: async () => `${password}\r\n` })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(await fits(out)).toBe(true)
})

it('prints JSON for programs', async () => {
  const ran = await run(['hash-password', '--json'], {}, { input: async () => password })
  expect(await fits(ran.json().hash)).toBe(true)
})

it('asks a person twice, and shows nothing of the password', async () => {
  const asked: string[] = []
  const askSecret = async (question: string) => {
    asked.push(question)
    return password
  }
  const { code, out, err } = await run(['hash-password'], {}, { askSecret })
  expect(asked).toEqual(['Password: ', 'Again: '])
  expect(code).toBe(0)
  expect(out + err).not.toContain(password)
  expect(await fits(out)).toBe(true)
})

it.each([
  ['two different passwords', { askSecret: async (question: string) => `${password} ${question}` }, 'differ'],
  ['a short one', { input: async () => 'short' }, 'at least 12'],
  ['none', {}, 'at least 12'],
])('refuses %s', async (_what, terminal, words) => {
  const { code, out, err } = await run(['hash-password'], {}, terminal)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain(words)
  expect(err).not.toContain(password)
})

it('takes no password as an argument', async () => {
  const { code, out } = await spawned(['hash-password', password])
  expect(code).toBe(2)
  expect(out).toBe('')
})
