/** The shape of a route, and of the rules for all routes. */
import { z } from 'zod'
import { duration } from '../settings/duration.ts'
import { routeContactsSchema } from './contacts.ts'
import { mappingSchema } from './mapping.ts'
import { id } from './names.ts'

const glob = z.string().min(1)
const scalar = z.union([z.string().min(1), z.number(), z.boolean()])
const wanted = z.union([scalar, z.array(scalar).min(1)])
const conditionSchema = z.union([
  wanted,
  z.strictObject({ not: wanted.meta({ help: 'The condition is met when none of these values matches.' }) }),
])

const targetSchema = z.union([
  id,
  z.strictObject({
    destination: id.meta({ help: 'Id of the destination.' }),
    mapping: mappingSchema.meta({ help: "Changes the destination's own mapping for leads of this route." }),
  }),
])

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a date such as 2027-01-31, or a time with its zone such as 2027-01-31T18:00:00Z',
})

const switches = {
  doNotContact: z.enum(['deliver', 'notify', 'suppress']).meta({
    help: 'For leads that must not be contacted: `deliver` them with that mark, `notify` by e-mail only, or `suppress`.',
  }),
  education: z.enum(['deliver', 'withhold', 'approve']).meta({
    help: 'For leads of `educationDomains`: `deliver`, `withhold` the personal data, or `approve`: keep until a person approves.',
  }),
  tests: z
    .enum(['deliver', 'mark', 'skip'])
    .meta({ help: 'For test leads: `deliver`, `mark` them in name and description, or `skip`.' }),
  repeats: z.enum(['deliver', 'merge', 'suppress']).meta({
    help: 'For a person who asks for the same offer again: `deliver`, `merge` into the earlier record, or `suppress`.',
  }),
}

export const routeSchema = z.strictObject({
  name: id
    .refine((name) => name !== 'otherwise', 'is the name of what no route takes')
    .meta({ help: 'Shown with every delivery that the route makes.' }),
  offers: z
    .array(glob)
    .min(1)
    .default(['*'])
    .meta({ help: 'Globs over publisher.offer and over the title, in any case. Default: every offer.' }),
  when: z.record(z.string().min(1), conditionSchema).default({}).meta({
    help: 'Property of the lead → value, list of values, glob, `present`, `absent`, or `not:` of these. All conditions must be met.',
  }),
  from: moment
    .optional()
    .meta({ help: 'The route takes leads received from this time on; a date begins at 00:00 UTC.' }),
  until: moment
    .optional()
    .meta({ help: 'The route takes leads received until this time; a date lasts until 24:00 UTC.' }),
  to: z
    .array(targetSchema)
    .min(1)
    .meta({ help: 'Destinations of the route. Each gets a lead once, even if several routes name it.' }),
  otherwise: z
    .array(targetSchema)
    .default([])
    .meta({ help: "Destinations for leads of the route's offers and time that do not meet `when`." }),
  contacts: routeContactsSchema.optional().meta({
    help: 'Who is told of the leads of this route: addresses separated by semicolons, or an object with `to` and the keys of `contacts:`.',
  }),
  doNotContact: switches.doNotContact.optional(),
  education: switches.education.optional(),
  tests: switches.tests.optional(),
  repeats: switches.repeats.optional(),
})

export const rulesSchema = z.strictObject({
  doNotContact: switches.doNotContact.default('deliver'),
  education: switches.education.default('deliver'),
  educationDomains: z.array(glob).default(['*.edu']).meta({ help: 'Globs over the e-mail domain.' }),
  tests: switches.tests.default('deliver'),
  repeats: switches.repeats.default('deliver'),
  repeatsWithin: duration
    .prefault('30d')
    .meta({ help: 'Time after a lead in which another lead of the same person for the same offer is a repeat.' }),
  countries: z
    .array(
      z.strictObject({
        in: z
          .union([glob, z.array(glob).min(1)])
          .meta({ help: 'ISO codes, names, `EU`, `EEA`, `DACH`, or `unknown`.' }),
        only: z.array(id).meta({ help: 'No other destination gets these leads; `[]` blocks them.' }),
        redirect: id
          .optional()
          .meta({ help: 'Destination for the leads that the rule keeps from other destinations.' }),
      }),
    )
    .default([])
    .meta({ help: 'Destinations that leads of some countries may go to; these rules are stronger than the routes.' }),
})

export const otherwiseSchema = z
  .array(targetSchema)
  .default([])
  .meta({ help: 'Destinations for leads that no route takes. Without them such leads are `unrouted`.' })

export type WrittenRoute = z.output<typeof routeSchema>
export type WrittenTarget = z.output<typeof targetSchema>
