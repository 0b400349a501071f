/** What a destination's far end accepts now, and what is used of its quotas. */
import { asFailure } from '../delivery/check.ts'
import { failureText } from '../delivery/failure-text.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { fieldsOf, type Told, usageOf } from '../operations/far-end-facts.ts'
import { problemOf } from './catalogue.ts'
import { destinationParams, requireDestination } from './destinations.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { type Sight, sightOf } from './privacy.ts'
import { conflict, Refusal } from './refusal.ts'
import { asTrouble } from './shapes/destination.ts'
import { farFieldsShape, usageShape } from './shapes/far-end.ts'

const common = {
  method: 'get',
  role: 'viewer',
  params: destinationParams,
  refusals: { 409: 'It is not in the configuration', 502: 'The far end does not tell' },
} as const

export const destinationFactEndpoints = [
  endpoint({
    ...common,
    path: '/destinations/{id}/fields',
    summary: 'The fields that the far end accepts now, as it told within the last five minutes',
    answer: farFieldsShape,
    async handle({ params: { id }, role }, api) {
      const opened = await openedOf(api, id)
      const told = await asked(api, { opened, sight: sightOf(role) }, fieldsOf(opened, api.delivery.stopping))
      const mapped = new Set(opened.mapping('').fields.map(({ name }) => name.toLowerCase()))
      return {
        ...timeOf(told),
        items: (told?.facts ?? []).map(({ name, label, maxLength, required, writable }) => ({
          ...{ name, label: label ?? null, maxLength: maxLength ?? null, required, writable },
          mapped: mapped.has(name.toLowerCase()),
        })),
      }
    },
  }),
  endpoint({
    ...common,
    path: '/destinations/{id}/usage',
    summary: 'What is used of the far end’s quotas, as it told within the last five minutes',
    answer: usageShape,
    async handle({ params: { id }, role }, api) {
      const opened = await openedOf(api, id)
      const told = await asked(api, { opened, sight: sightOf(role) }, usageOf(opened, api.delivery.stopping))
      return {
        ...timeOf(told),
        items: (told?.facts ?? []).map(({ quota, used, limit, at }) => ({
          ...{ quota, used, limit: limit ?? null, at: at.toISOString() },
          left: limit === undefined ? null : Math.max(0, limit - used),
        })),
      }
    },
  }),
]

async function openedOf(api: ApiContext, id: string): Promise<OpenDestination> {
  await requireDestination(api, id)
  const opened = api.delivery.plan().destinations.get(id)
  if (!opened) throw conflict(`${id} is not in the configuration any more; there is no far end to ask.`)
  return opened
}

function timeOf(told: Told<unknown> | undefined): { tells: boolean; asOf: string | null } {
  return { tells: told !== undefined, asOf: told ? told.at.toISOString() : null }
}

/** @throws Refusal 502 with what the far end answered, and the remedy where it is documented. */
async function asked<T>(
  { delivery: { hide }, config }: ApiContext,
  { opened: { id, connector }, sight }: { opened: OpenDestination; sight: Sight },
  told: Promise<T> | undefined,
): Promise<T | undefined> {
  try {
    return await told
  } catch (error) {
    const { detail } = asFailure(error, 'when it was asked')
    const { message, code } = failureText(detail, hide, connector.problems)
    const problem = findProblem(connector.problems, detail)?.id ?? ''
    const trouble = asTrouble({ code, status: detail.status, message }, problemOf(config(), id, problem), sight)
    throw new Refusal({
      status: 502,
      title: 'Bad Gateway',
      detail: `The far end of ${id} does not tell: ${sight.text(message)}`,
      trouble,
    })
  }
}
