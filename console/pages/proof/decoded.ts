/** The text of a file: UTF-8, else UTF-16 as spreadsheets write it with their mark, else the charset of Windows in the west. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const [first, second] = new Uint8Array(bytes)
    const charset =
      first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined
    return new TextDecoder(charset ?? 'windows-1252').decode(bytes)
  }
}
