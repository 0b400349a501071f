import { describe, expect, it } from 'vitest'
import { clean, cut } from '../../src/lead/text.ts'
import { seeded } from '../random.ts'

describe('clean', () => {
  it.each([
    ['outer blanks', '  Contoso \n', 'Contoso'],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u007fe\u0085f', 'abc[31mdef'],
    ['lone surrogates', 'left \ud83d and right \ude80 alone', 'left  and right  alone'],
    ['decomposed letters', 'Mu\u0308ller', 'Müller'],
  ])('mends %s', (_what, text, mended) => {
    expect(clean(text)).toBe(mended)
  })

  it.each(['one\r\ntwo\tthree', 'M\ufffdller', '👩‍🚒 Žofie 東京', 'a  b', "O'Neill & Söhne <x>"])(
    'leaves %j as it is',
    (text) => {
      expect(clean(text)).toBe(text)
    },
  )

  it('returns well-formed text without control characters, and does not change it the second time', () => {
    const random = seeded(1)
    for (let n = 0; n < 2_000; n++) {
      const once = clean(random.text(40))
      expect(once.isWellFormed()).toBe(true)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(once).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/)
      expect(clean(once)).toBe(once)
    }
  })
})

describe('cut', () => {
  it('leaves a short text unchanged', () => {
    expect(cut('abc', 3)).toBe('abc')
    expect(cut('äöü', 6, 'bytes')).toBe('äöü')
    expect(cut('', 0)).toBe('')
  })

  it('never ends in the middle of a surrogate pair', () => {
    expect(cut('ab👍', 3)).toBe('ab')
    expect(cut('ab👍', 4)).toBe('ab👍')
    expect(cut('👍', 1)).toBe('')
  })

  it('never ends in the middle of a character when the limit counts bytes', () => {
    expect(cut('aé', 2, 'bytes')).toBe('a')
    expect(cut('a東京', 6, 'bytes')).toBe('a東')
    expect(cut('👍', 3, 'bytes')).toBe('')
  })

  it('returns the longest beginning that fits, for any text and limit', () => {
    const random = seeded(2)
    for (let n = 0; n < 2_000; n++) {
      const text = random.text(30).toWellFormed()
      const max = random.below(40)
      const characters = cut(text, max)
      expect(text.startsWith(characters) && characters.isWellFormed() && characters.length <= max).toBe(true)
      expect(characters.length >= Math.min(text.length, max) - 1).toBe(true)
      const bytes = cut(text, max, 'bytes')
      expect(text.startsWith(bytes) && Buffer.byteLength(bytes) <= max).toBe(true)
      const next = [...text.slice(bytes.length)][0]
      expect(next === undefined || Buffer.byteLength(bytes + next) > max).toBe(true)
    }
  })
})
