import { describe, expect, test } from 'vitest'
import { asciiEmail } from '../../../connectors/marketo/request.ts'
import { DeliveryError } from '../../../src/failure.ts'

function refusal(text: string): DeliveryError {
  try {
    asciiEmail(text)
  } catch (error) {
    if (error instanceof DeliveryError) return error
  }
  throw new Error('it was accepted')
}

describe('an e-mail for Marketo', () => {
  test.for([
    [' jo@tailspin.example ', 'jo@tailspin.example'],
    ['Jo.Doe+x@Tailspin.Example', 'Jo.Doe+x@tailspin.example'],
    ['jo@büro.example', 'jo@xn--bro-hoa.example'],
    ['jo@例え.テスト', 'jo@xn--r8jz45g.xn--zckzah'],
    ['"a@b"@tailspin.example', '"a@b"@tailspin.example'],
  ] as const)('%s goes as %s', ([text, ascii]) => {
    expect(asciiEmail(text)).toBe(ascii)
  })

  test.for([
    ['', 'EMAIL_MISSING'],
    ['  ', 'EMAIL_MISSING'],
    ['jürgen@tailspin.example', 'EMAIL_NOT_ASCII'],
    ['tailspin.example', 'EMAIL_INVALID'],
    ['@tailspin.example', 'EMAIL_INVALID'],
    ['jo@', 'EMAIL_INVALID'],
    ['jo doe@tailspin.example', 'EMAIL_INVALID'],
    ['jo@ü%ü', 'EMAIL_INVALID'],
    [`${'j'.repeat(250)}@tailspin.example`, 'EMAIL_TOO_LONG'],
  ] as const)('%s is refused: %s', ([text, code]) => {
    const { class: failureClass, detail } = refusal(text)
    expect([failureClass, detail.code]).toEqual(['rejected', code])
    expect(detail.message).toMatch(/replay/)
    if (text.trim()) expect(detail.message).not.toContain(text)
  })
})
