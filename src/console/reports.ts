/** Reports of browsers about the Content-Security-Policy. Any program can send one, so only known words are kept. */
import { z } from 'zod'

export interface PolicyReport {
  directive: string
  /** `inline`, `eval`, or the origin of what was refused. */
  blocked: string
  /** The page without its ids and query: `/leads`. */
  page: string
}

/** `report-uri`: one report. */
const old = z.object({
  'csp-report': z.object({
    'effective-directive': z.string().optional(),
    'violated-directive': z.string().optional(),
    'blocked-uri': z.string().optional(),
    'document-uri': z.string().optional(),
  }),
})

/** `report-to`: several reports, of any kind. */
const reports = z.array(
  z.object({
    type: z.string(),
    body: z
      .object({
        effectiveDirective: z.string().optional(),
        blockedURL: z.string().optional(),
        documentURL: z.string().optional(),
      })
      .optional(),
  }),
)

const directives = /^(default|script|style|img|font|connect|object|media|frame|worker|manifest)-src(-elem|-attr)?$/
const others = ['form-action', 'base-uri', 'frame-ancestors']

/** Reports of one request that count. */
const most = 10

/** @returns the reports in any form that browsers send; none if there is none. */
export function readReports(body: unknown): PolicyReport[] {
  const one = old.safeParse(body)
  if (one.success) {
    const report = one.data['csp-report']
    const directive = report['effective-directive'] ?? report['violated-directive']
    return [asReport(directive, report['blocked-uri'], report['document-uri'])]
  }
  const many = reports.safeParse(body)
  if (!many.success) return []
  return many.data
    .filter(({ type }) => type === 'csp-violation')
    .slice(0, most)
    .map(({ body: report }) => asReport(report?.effectiveDirective, report?.blockedURL, report?.documentURL))
}

function asReport(directive = '', blocked = '', page = ''): PolicyReport {
  const [name = ''] = directive.split(' ')
  return {
    directive: directives.test(name) || others.includes(name) ? name : 'other',
    blocked: /^[a-z-]{1,30}$/.test(blocked) ? blocked : (originOf(blocked) ?? 'other'),
    page: /^\/[a-z-]{0,30}(?=\/|$)/.exec(URL.parse(page)?.pathname ?? '')?.[0] ?? 'other',
  }
}

function originOf(url: string): string | undefined {
  const origin = URL.parse(url)?.origin
  return origin === 'null' ? undefined : origin?.slice(0, 200)
}
