import { expect, it } from 'vitest'
import { type Batch, batchesOf } from '../../../src/cli/import/batches.ts'
import { linesOf } from '../../../src/cli/import/lines.ts'
import { withRetry } from '../../../src/cli/import/retry.ts'
import { exitCodes, Quit } from '../../../src/cli/quit.ts'
import { csvRows, detectLayout } from '../../../src/reading/csv.ts'

const rows = 50_000
const perPart = 100

/** 50,000 rows of about 1 KB in 500 parts; counts the parts that were read. */
function file(row: (n: number) => string, header = '') {
  const seen = { parts: 0 }
  async function* text() {
    yield header
    for (let part = 0; part < rows / perPart; part++) {
      seen.parts++
      yield Array.from({ length: perPart }, (_, at) => row(part * perPart + at)).join('')
    }
  }
  return { seen, text }
}

const padding = 'x'.repeat(1_000)
const csv = () => file((n) => `row${n}@contoso.com,"${padding}\n"\n`, 'E-mail,Notes\n')
const sizeOf = (row: string | string[]) => String(row).length

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = []
  for await (const one of from) taken.push(one)
  return taken
}

it('reads the file only as fast as batches are sent', async () => {
  const { seen, text } = csv()
  const batches = batchesOf(csvRows(text(), detectLayout('E-mail,Notes\n')), sizeOf)
  const first = await batches.next()
  expect(first.value?.rows.length).toBeGreaterThan(100)
  // A batch has 200 KB, or two parts, and the streams buffer a few parts. All other parts are not read yet.
  expect(seen.parts).toBeLessThan(20)
  await batches.return(undefined)
  expect(seen.parts).toBeLessThan(20)
})

it('reads lines only as fast as batches are sent', async () => {
  const { seen, text } = file((n) => `{"n":${n},"p":"${padding}"}\n`)
  const batches = batchesOf(linesOf(text()), sizeOf)
  await batches.next()
  expect(seen.parts).toBeLessThan(20)
})

it('sends every row in order, in batches of at most 500 rows and 200 KB', async () => {
  const { text } = csv()
  const batches: Batch<string[]>[] = await all(batchesOf(csvRows(text(), detectLayout('E-mail,Notes\n')), sizeOf))
  const sent = batches.flatMap((batch) => batch.rows.map(([email]) => email))
  expect(sent).toEqual(Array.from({ length: rows }, (_, n) => `row${n}@contoso.com`))
  expect(Math.max(...batches.map((batch) => batch.rows.reduce((sum, row) => sum + sizeOf(row), 0)))).toBeLessThan(
    205_000,
  )
  let next = 1
  for (const batch of batches) {
    expect(batch.firstRow).toBe(next)
    next += batch.rows.length
  }
  const small = await all(
    batchesOf(
      csvRows(
        (async function* () {
          yield `a\n${'x\n'.repeat(1_100)}`
        })(),
        detectLayout('a\n'),
      ),
      sizeOf,
    ),
  )
  expect(small.map((batch) => batch.rows.length)).toEqual([500, 500, 100])
})

it('finds the separator in the header', () => {
  expect(detectLayout('\uFEFFE-mail;"Name, first";Company\n')).toEqual({
    delimiter: ';',
    headerRow: 1,
    header: ['E-mail', 'Name, first', 'Company'],
  })
  expect(detectLayout('E-mail\tName\n').delimiter).toBe('\t')
  expect(detectLayout('E-mail\n').delimiter).toBe(',')
})

it('takes the separator that the first line names, and reads the rows below the header', async () => {
  const text = 'sep=|\r\nE-mail|Name\r\na@b.c|A;B;C;D\r\n'
  const layout = detectLayout(text)
  expect(layout).toEqual({ delimiter: '|', headerRow: 2, header: ['E-mail', 'Name'] })
  const parts = (async function* () {
    yield text
  })()
  expect(await all(csvRows(parts, layout))).toEqual([['a@b.c', 'A;B;C;D']])
})

it('leaves blank rows out, and takes rows with too few and too many cells', async () => {
  const text = (async function* () {
    yield 'a,b\n1\n,\n\n1,2,3\n"say ""x""",he said "y"\n'
  })()
  expect(await all(csvRows(text, detectLayout('a,b\n')))).toEqual([['1'], ['1', '2', '3'], ['say "x"', 'he said "y"']])
})

it('waits for an unreachable hub, gives up after a time, and at once when stopped or refused', async () => {
  const away = new Quit(exitCodes.unreachable, 'No hub answers')
  const waits: string[] = []
  let tries = 0
  const twice = async () => {
    if (++tries < 3) throw away
    return 'done'
  }
  const never = new AbortController().signal
  expect(await withRetry(twice, never, (message) => waits.push(message))).toBe('done')
  expect(waits).toEqual(['No hub answers', 'No hub answers'])
  const ever = (error: Error, signal: AbortSignal, most?: number) =>
    withRetry(
      () => Promise.reject(error),
      signal,
      () => undefined,
      most,
    )
  await expect(ever(away, never, 1)).rejects.toBe(away)
  await expect(ever(away, AbortSignal.abort())).rejects.toBe(away)
  const refused = new Quit(exitCodes.refused, 'no')
  await expect(ever(refused, never)).rejects.toBe(refused)
})
