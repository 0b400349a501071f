import type { Standing } from '../../../src/notify/silence/snapshot.ts'

/** A series that is silent, unless `more` says otherwise. */
export function standing(series: string, more: Partial<Standing> = {}): Standing {
  const [kind, subject] = [series.slice(0, series.indexOf(':')), series.slice(series.indexOf(':') + 1)]
  return {
    ...{ series, subject, kind: kind as Standing['kind'], source: subject.split('/')[0] },
    ...{ by: 'model', unjudged: undefined, since: new Date('2026-11-28T12:00:00Z') },
    ...{ expected: 20.04, limit: 12, perDay: 30, model: undefined, learntAt: undefined },
    longest: { since: new Date('2026-11-21T12:00:00Z'), until: new Date('2026-11-22T06:00:00Z') },
    ...more,
  }
}
