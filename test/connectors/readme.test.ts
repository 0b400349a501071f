import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { readDestination } from '../../src/config/destination.ts'
import type { Connector } from '../../src/connector.ts'
import { startAcme } from '../far-ends/acme.ts'
import { conformance } from './conformance.ts'
import { deliveryOf } from './sample.ts'
import { toolsFor } from './tools.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('connectors/README.md', root), 'utf8')

// Inside the package, whose own name leads to it.
const folder = new URL(`test/.readme-${process.pid}/`, root)
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
writeFileSync(new URL('index.ts', folder), example)
const { acme }: { acme: Connector } = await import(/* @vite-ignore */ new URL('index.ts', folder).href)

conformance(acme, startAcme)

test('the example of connectors/README.md, one line more in the list, delivers as config.yaml names it', async () => {
  const farEnd = await startAcme()
  const tools = toolsFor('our-acme')
  const { destination, problems } = readDestination('our-acme', { type: 'acme', ...farEnd.settings }, [
    ...connectors,
    acme,
  ])
  expect(problems).toEqual([])
  const sent = deliveryOf(acme)
  const receipt = await destination?.connector.open(destination.settings, tools).deliver(sent)
  expect(receipt).toEqual({ outcome: 'created', reference: sent.leadId, status: 201 })
  expect(JSON.parse(farEnd.leads.get(sent.leadId) ?? '')).toEqual(sent.fields)
  tools.http.close()
  await farEnd.close()
})

test('the steps name what is there', () => {
  for (const [, path] of readme.matchAll(/\]\((\.\.\/[^)]+|[a-z]+\.ts)\)/g)) {
    expect(readFileSync(new URL(path ?? '', new URL('connectors/', root)), 'utf8')).not.toBe('')
  }
})
