/** Pages are cut by id, newest first. The last id of a page is the beginning of the next, so new rows move no page. */
export interface Cut {
  limit: number
  after?: string | undefined
}

export interface Page<Row> {
  items: Row[]
  /** `after` of the next page; undefined on the last one. */
  next: string | undefined
}

/** @param rows the result of a query for `limit + 1` rows: the additional row tells that there is another page. */
export function cut<Row extends { id: string }>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined }
}

/** A list is counted so far at most, because counting all of a large list takes long. */
export const mostCounted = 10_001
