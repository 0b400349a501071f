/** Properties that hold, or may hold, personal data: a mail shows them only when they are named. */
import type { Lead } from './lead.ts'

export const includable = [
  ...(['person.name', 'person.email', 'person.phone', 'person.company'] as const),
  ...(['person.title', 'person.country', 'description', 'campaign'] as const),
] as const
export type Includable = (typeof includable)[number]

interface Shown {
  label: string
  of(lead: Pick<Lead, 'person' | 'description' | 'campaign'>): string
}

/** As a mail shows them. A blank text is left out. */
export const shownAs: Readonly<Record<Includable, Shown>> = {
  'person.name': { label: 'Name', of: ({ person }) => person.name },
  'person.email': { label: 'E-mail', of: ({ person }) => person.email },
  'person.phone': { label: 'Phone', of: ({ person }) => person.phone.e164 || person.phone.raw },
  'person.company': { label: 'Company', of: ({ person }) => person.company },
  'person.title': { label: 'Job title', of: ({ person }) => person.title },
  'person.country': { label: 'Country', of: ({ person }) => person.country.name || person.country.raw },
  description: { label: 'Description', of: ({ description }) => description },
  campaign: {
    label: 'Campaign',
    of: ({ campaign }) =>
      Object.entries(campaign)
        .map((pair) => pair.join('='))
        .join(', '),
  },
}
