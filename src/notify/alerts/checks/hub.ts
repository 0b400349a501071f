import { check, type Finding } from '../check.ts'

/** config.yaml was changed, and the change is not in force. */
export const refusedConfig = check({
  kinds: ['config'],
  find({ complaints }) {
    const count = complaints.length
    if (count === 0) return []
    return [{ key: 'config', kind: 'config', subject: 'config.yaml', detail: { count, first: complaints.slice(0, 3) } }]
  },
})

const day = 86_400_000

/** One alert for each secret; its severity rises at 7 days and at 1 day. */
export const endingSecrets = check({
  kinds: ['secret'],
  find: ({ expiries, now }) =>
    expiries.flatMap(({ destination, setting, at }): Finding[] => {
      const left = at.getTime() - now.getTime()
      if (left > 30 * day) return []
      const severity = left <= day ? 'critical' : left <= 7 * day ? 'warning' : 'info'
      const subject = `${destination}.${setting}`
      const days = Math.max(0, Math.ceil(left / day))
      return [
        { key: `secret:${subject}`, kind: 'secret', severity, subject, detail: { destination, setting, at, days } },
      ]
    }),
})

/** A polled table that cannot be read to its end. */
export const unreadTables = check({
  kinds: ['table'],
  find: ({ polls }) =>
    polls.map(({ source, code, status, succeededAt }) => ({
      ...{ key: `table:${source}`, kind: 'table' as const, subject: source },
      detail: { code, status, succeededAt },
    })),
})

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

/** Messages of a channel cannot be sent. Told by the other channels. */
export const failingChannels = check({
  kinds: ['channel'],
  find: ({ channels }) =>
    channels.flatMap(({ id, type, failing_since: since, state, code, status, problem }): Finding[] => {
      if (!since) return []
      const detail = { type, state, code, status, problem }
      // Wrong settings do not pass by themselves.
      const soon = state === 'held' ? { after: 0 } : {}
      return [{ key: `channel:${id}`, kind: 'channel', subject: id, since, ...soon, detail }]
    }),
})
