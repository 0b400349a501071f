import { expect, test } from 'vitest'
import type { Delivery, Destination, Preview } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { HttpRequest } from '../../src/outside/http.ts'
import type { Conformance } from './conformance-context.ts'
import { hostileLeads } from './sample.ts'
import { watchSockets } from './tools.ts'

type Previewing = (delivery: Delivery) => Preview

/** `preview` tells what `deliver` would send, and neither sends nor betrays anything. */
export function conformingPreview(context: () => Conformance): void {
  function previewing({ preview }: Destination, skip: (note: string) => never): Previewing {
    return preview ?? skip('this connector tells no preview')
  }

  test('is made without I/O, again and again the same', async ({ skip }) => {
    const sockets = watchSockets()
    const [preview, sent] = [previewing(context().open(), skip), context().delivery()]
    const first = preview(sent)
    expect(first).not.toBeInstanceOf(Promise)
    expect(preview(sent)).toEqual(first)
    await new Promise((resolve) => setImmediate(resolve))
    sockets.stop()
    expect(sockets.made() + context().tools.reduce((sum, tools) => sum + tools.outgoing(), 0)).toBe(0)
    expect(await context().records()).toBe(0)
  })

  test('holds no secret, and is made of JSON', async ({ skip }) => {
    const preview = previewing(context().open(), skip)(context().delivery())
    const text = JSON.stringify(preview)
    expect(JSON.parse(text)).toEqual(preview)
    for (const secret of context().secrets) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1))
  })

  test('is what a delivery then really sends', async ({ skip }) => {
    const [destination, sent] = [context().open(), context().delivery()]
    const { method, to, headers = {}, body } = previewing(destination, skip)(sent)
    await context().proven(destination.deliver(sent))
    if (context().farEnd.lastBody) return expect(context().farEnd.lastBody?.()).toEqual(body)
    const request = sentTo(context(), method, to)
    expect(bodyOf(request, body), `of ${method} ${to}`).toEqual(body)
    expect(lowered(request?.headers)).toMatchObject(lowered(headers))
  })

  test.for(Object.entries(hostileLeads))('fails for a lead of %s as the delivery does', async ([, lead], { skip }) => {
    const destination = context().open()
    const preview = previewing(destination, skip)
    const sent = await Promise.resolve()
      .then(() => context().delivery({}, lead()))
      .catch(() => skip('mapping refuses this lead'))
    const told = outcomeOf(() => preview(sent))
    const [settled] = await Promise.allSettled([destination.deliver(sent)])
    if (told instanceof DeliveryError) expect(settled).toMatchObject({ status: 'rejected', reason: likeness(told) })
    else if (!context().farEnd.lastBody) expect(sentTo(context(), told.method, told.to)).toBeDefined()
  })
}

function sentTo({ tools }: Conformance, method: string, to: string): HttpRequest | undefined {
  const requests = tools.flatMap(({ sent }) => sent)
  return requests.findLast((each) => each.method === method && addressesOf(each).includes(to))
}

/** Host and path, or the host alone where the path is the secret. */
function addressesOf({ url }: HttpRequest): string[] {
  const { host, pathname } = new URL(url)
  return [host + pathname, host + decodeURIComponent(pathname), host]
}

function bodyOf(request: HttpRequest | undefined, like: unknown): unknown {
  const text = request?.body === undefined ? undefined : String(request.body)
  return typeof like === 'string' || text === undefined ? text : JSON.parse(text)
}

function lowered(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function outcomeOf(preview: () => Preview): Preview | DeliveryError {
  try {
    return preview()
  } catch (error) {
    if (error instanceof DeliveryError) return error
    throw new Error('not a DeliveryError', { cause: error })
  }
}

function likeness({ class: kind, detail }: DeliveryError): object {
  return { class: kind, detail: { code: detail.code, message: detail.message } }
}
