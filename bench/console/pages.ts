/** The console in a real browser on a large ledger: how soon a page can be used, and how it scrolls. */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { chromiumOf, openChromium, withoutChromium } from '../../test/setup/chromium.ts'
import { eventually } from '../../test/setup/eventually.ts'
import type { Bench } from '../bench.ts'
import { figure, median } from '../figures.ts'
import type { HubProcess } from '../hub.ts'
import type { Section } from '../report.ts'
import type { Ground } from '../stack.ts'

const places = [
  ...['/', '/failed', '/leads', '/leads?state=unrouted', '/deliveries', '/deliveries?destination=to-0&state=held'],
  ...[
    '/deliveries?state=rejected',
    '/destinations',
    '/destinations/to-0',
    '/routing',
    '/sources',
    '/alerts',
    '/config',
    '/audit',
  ],
]
const lists = ['/leads', '/deliveries?destination=to-0']
const mostRows = 10_000

// Code of the page. The bench itself knows no document.
const keepTasks = `
  globalThis.tasks = []
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true })`
const whenFilled = `
  document.querySelector('main h1') !== null && document.querySelector('main').childElementCount > 1 &&
  document.querySelectorAll('[aria-busy=true]').length === 0 && performance.now()`
const firstPaint = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime`
const toTheEnd = `
  scrollTo(0, document.documentElement.scrollHeight)
  Number([...document.querySelectorAll('[data-row]')].at(-1)?.getAttribute('aria-rowindex'))`

interface Opened {
  /** Milliseconds since the navigation began. */
  painted: number
  /** Every answer is on screen. */
  ready: number
  tasks: number[]
}

export async function measurePages(cli: Bench, { folder }: Ground, hub: HubProcess, leads: number): Promise<Section[]> {
  const program = chromiumOf(process.env)
  if (!program) {
    cli.say(`no pages are opened: ${withoutChromium}`)
    return []
  }
  const token = readFileSync(path.join(folder, 'data/local-token'), 'utf8').trim()
  const browser = await openChromium(program)
  try {
    const context = await browser.newContext({
      ...{ baseURL: hub.url, locale: 'en-GB', viewport: { width: 1280, height: 800 } },
      // Its own texts of code are run in the page.
      bypassCSP: true,
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
    })
    await context.addInitScript(keepTasks)
    const rows = [...(await openAll(cli, context)), ...(await scrollAll(cli, context, Math.min(mostRows, leads / 4)))]
    return [
      {
        name: 'Console in a browser',
        about: `Pages of the console in Chromium (${browser.version()}) on the same ledger of ${figure(leads)} leads: milliseconds from the navigation to the first paint, and to the moment when every answer is on screen. A long task keeps the page from answering for more than 50 ms. Scripts and styles are in the browser's cache, as after the first visit. Load average at the end: ${os.loadavg()[0]!.toFixed(1)}.`,
        head: ['page', 'first paint ms', 'all on screen ms', 'long tasks', 'longest ms'],
        rows,
      },
    ]
  } finally {
    await browser.close()
  }
}

async function openAll(cli: Bench, context: BrowserContext): Promise<string[][]> {
  const rows: string[][] = []
  for (const place of places) {
    const all: Opened[] = []
    for (let turn = -1; turn < (cli.quick ? 1 : 5); turn++) {
      const opened = await open(context, place)
      if (turn >= 0) all.push(opened)
    }
    rows.push([
      place,
      figure(median(all.map(({ painted }) => painted))),
      figure(median(all.map(({ ready }) => ready))),
      figure(median(all.map(({ tasks }) => tasks.length))),
      figure(Math.max(0, ...all.flatMap(({ tasks }) => tasks))),
    ])
    cli.say(rows.at(-1)!.join(', '))
  }
  return rows
}

async function open(context: BrowserContext, place: string): Promise<Opened> {
  const page = await context.newPage()
  try {
    await page.goto(place)
    // A part that is still asked for is marked as busy from its first frame on, or is not there yet.
    const ready = await page.waitForFunction(whenFilled)
    // The paint is told after its frame.
    const painted = Number(await (await page.waitForFunction(firstPaint)).jsonValue())
    return { painted, ready: Number(await ready.jsonValue()), tasks: await tasksOf(page) }
  } finally {
    await page.close()
  }
}

async function scrollAll(cli: Bench, context: BrowserContext, rows: number): Promise<string[][]> {
  const told: string[][] = []
  for (const place of lists) {
    const page = await context.newPage()
    await page.goto(place)
    await page.locator('[data-row]').first().waitFor()
    await page.evaluate('tasks.length = 0')
    const { reached, took } = await scroll(page, rows)
    const tasks = await tasksOf(page)
    await page.close()
    const name = `${place}, scrolled through ${figure(reached)} rows in ${figure(took / 1_000)} s`
    told.push([name, '', '', figure(tasks.length), figure(Math.max(0, ...tasks))])
    cli.say(told.at(-1)!.join(', '))
  }
  return told
}

async function scroll(page: Page, rows: number): Promise<{ reached: number; took: number }> {
  const began = performance.now()
  const reached = await eventually(
    async () => {
      const last = await page.evaluate<number>(toTheEnd)
      if (last < rows) throw new Error(`the list has ${last} rows`)
      return last
    },
    { timeout: 600_000, what: `${rows} rows` },
  )
  return { reached, took: performance.now() - began }
}

function tasksOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>('tasks')
}
