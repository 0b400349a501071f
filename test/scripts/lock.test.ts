import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))

interface Entry {
  integrity?: string
  link?: boolean
  optionalDependencies?: Record<string, string>
}
const packages: Record<string, Entry> = read('package-lock.json').packages
const installed = Object.entries(packages).filter(([at, { link }]) => at !== '' && !link)

it('every package of package-lock.json has the registry’s hash', () => {
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([at]) => at)).toEqual([])
})

it('the packages of every platform are there, whatever machine wrote the file', () => {
  const platform = /-(darwin|linux|win32|windows)-(arm64|x64)\b/
  const named = installed.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
  const missing = named.filter((name) => platform.test(name) && !packages[`node_modules/${name}`])
  expect(missing).toEqual([])
})
