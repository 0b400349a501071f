/** The child's half of `child.ts`: one question at a time, one answer each; it ends with its parent. */
export function answer<Asked, Answered>(work: (asked: Asked) => Promise<Answered>): void {
  process.on('message', (asked) => {
    work(asked as Asked).then(
      (answered) => process.send?.({ answered }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
