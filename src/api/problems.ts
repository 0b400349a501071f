import { z } from 'zod'
import { explain } from '../delivery/problem.ts'
import { connectorsOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { named } from './shapes/named.ts'
import { asProblem, problemShape } from './shapes/problem.ts'

export const problemEndpoints = [
  endpoint({
    method: 'get',
    path: '/problems',
    summary: 'The catalogue of documented problems; with a message, the entries whose vendor says so',
    role: 'viewer',
    query: z.strictObject({
      message: z.string().trim().min(3).max(10_000).optional().meta({ description: 'What you were shown, pasted.' }),
      connector: z.string().min(1).optional(),
    }),
    answer: named('ProblemList', z.object({ items: z.array(problemShape) })),
    handle({ query: { message, connector: type } }, { config }) {
      const connectors = connectorsOf(config()).filter((one) => type === undefined || one.type === type)
      return {
        items: connectors.flatMap((connector) => {
          const { problems } = connector
          const meant = message === undefined ? problems : explain(problems, message)
          return meant.map((problem) => asProblem(connector, problem))
        }),
      }
    },
  }),
]
