import { check } from '../check.ts'

/** A polled table that cannot be read to its end. */
export const unreadTables = check({
  kinds: ['table'],
  find: ({ polls }) =>
    polls.map(({ source, code, status, succeededAt }) => ({
      ...{ key: `table:${source}`, kind: 'table' as const, subject: source },
      detail: { code, status, succeededAt },
    })),
})
