/** Pages are cut by id, newest first: the last id of one page is where the next begins, however much came meanwhile. */
export interface Cut {
  limit: number
  after?: string | undefined
}

export interface Page<Row> {
  items: Row[]
  /** `after` of the next page; undefined on the last one. */
  next: string | undefined
}

/** Ask for `limit + 1` rows: the one too many tells that there are more. */
export function cut<Row extends { id: string }>(rows: readonly Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined }
}
