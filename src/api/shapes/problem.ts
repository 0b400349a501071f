import { z } from 'zod'
import type { Connector, Problem } from '../../connector.ts'
import { named } from './named.ts'

export const problemShape = named(
  'Problem',
  z.object({
    id: z.string(),
    connector: z.string(),
    wording: z.array(z.string()).meta({ description: "The vendor's own sentences; the first is shown." }),
    codes: z.array(z.string()),
    cause: z.string(),
    remedy: z.array(z.string()).meta({ description: 'Steps, one a line.' }),
    link: z.string(),
  }),
)

export function asProblem({ type }: Pick<Connector, 'type'>, problem: Problem): z.input<typeof problemShape> {
  const { id, wording, codes = [], cause, remedy, link } = problem
  return { id, connector: type, wording: [...wording], codes: [...codes], cause, remedy: [...remedy], link }
}
