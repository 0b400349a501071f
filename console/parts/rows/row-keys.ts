/** What a key means in a list. Letters act only if they are switched on. */
export type RowAct =
  | { act: 'move'; by: number; extends: boolean }
  | { act: 'first' | 'last' | 'open' | 'open-aside' | 'toggle' | 'extend' | 'all' | 'clear' }
  | { act: 'letter'; letter: string }

interface Key {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** Rows that `PageDown` moves by. */
const page = 10

export function rowActOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key, letters: boolean): RowAct | undefined {
  if (key === 'Enter') return { act: ctrlKey || metaKey ? 'open-aside' : 'open' }
  if (ctrlKey || metaKey || altKey) return undefined
  switch (key) {
    case 'ArrowDown':
      return { act: 'move', by: 1, extends: shiftKey }
    case 'ArrowUp':
      return { act: 'move', by: -1, extends: shiftKey }
    case 'PageDown':
      return { act: 'move', by: page, extends: shiftKey }
    case 'PageUp':
      return { act: 'move', by: -page, extends: shiftKey }
    case 'Home':
      return { act: 'first' }
    case 'End':
      return { act: 'last' }
    case ' ':
      return { act: 'toggle' }
    case 'Escape':
      return { act: 'clear' }
  }
  if (!letters) return undefined
  switch (key) {
    case 'j':
      return { act: 'move', by: 1, extends: false }
    case 'k':
      return { act: 'move', by: -1, extends: false }
    case 'x':
      return { act: 'toggle' }
    case 'X':
      return { act: 'extend' }
    case '*':
      return { act: 'all' }
  }
  return /^[a-z]$/.test(key) ? { act: 'letter', letter: key } : undefined
}
