/** Puts a text on the clipboard, also without HTTPS, where browsers have no `navigator.clipboard`. @returns whether it is there */
export async function copy(text: string): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard }
  const written = await clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  return written === true || copyBySelection(text)
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
