import { check } from '../check.ts'

/** Milliseconds without a heartbeat of any worker. */
const noWorkerFor = 120_000

/** Deliveries are due, and no worker lives. A hub that only takes leads in finds it. */
export const noWorkers = check({
  kinds: ['workers'],
  find({ beatAt, now, destinations }) {
    const count = destinations.reduce((sum, { queued, waiting }) => sum + queued + waiting, 0)
    if (count === 0 || (beatAt && now.getTime() - beatAt.getTime() < noWorkerFor)) return []
    return [{ key: 'workers', kind: 'workers', subject: 'workers', detail: { count, beatAt } }]
  },
})

export const queueAway = check({
  kinds: ['queue'],
  find: ({ queueAwaySince: since }) =>
    since ? [{ key: 'queue', kind: 'queue', subject: 'queue', since, detail: {} }] : [],
})

const gigabyte = 1024 ** 3

/** Little room in the data folder. The alert closes at a little more room than it opens. */
export const fullDisk = check({
  kinds: ['disk'],
  find({ disk, open }) {
    if (!disk || disk.size === 0) return []
    const share = disk.free / disk.size
    const more = open.has('disk') ? 1.1 : 1
    if (share > 0.1 * more && disk.free > 2 * gigabyte * more) return []
    const severity = share <= 0.03 ? 'critical' : 'warning'
    const detail = { percent: Math.floor(share * 100), gigabytes: Math.round((disk.free / gigabyte) * 10) / 10 }
    return [{ key: 'disk', kind: 'disk', severity, subject: 'data folder', detail }]
  },
})
