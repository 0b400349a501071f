/** A text of the catalogue: what stands between backquotes is code. */
export function Coded({ text }: { text: string }) {
  return text.split('`').map((part, at) =>
    // Every second part stood between two of them.
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name, and keep their places
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  )
}
