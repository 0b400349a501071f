import { describe, expect, it } from 'vitest'
import { openLog } from '../src/log.ts'
import { redactor } from '../src/redact.ts'

function opened(level = 'info') {
  const lines: string[] = []
  let secrets = ['the-first-secret']
  const log = openLog(level, () => redactor(secrets), { write: (line) => void lines.push(line) })
  return { log, lines, learn: (more: string[]) => (secrets = more), last: () => JSON.parse(lines.at(-1) ?? '') }
}

describe('a line', () => {
  it('is JSON with time, level, fields and text, and without facts about the machine', () => {
    const { log, last } = opened()
    log.warn({ destination: 'crm' }, 'destination held')
    expect(last()).toEqual({ level: 'warn', time: expect.any(String), destination: 'crm', msg: 'destination held' })
    expect(new Date(last().time).toISOString()).toBe(last().time)
  })

  it('hides configured secrets everywhere, also in a child log', () => {
    const { log, lines } = opened()
    log.child({ at: 'x the-first-secret y' }).info({ deep: { key: ['the-first-secret'] } }, 'said the-first-secret')
    expect(lines.join()).not.toContain('the-first-secret')
    expect(lines.join().match(/\[hidden\]/g)).toHaveLength(3)
  })

  it('shows an error by its code, and a Redis error by its first word', () => {
    const { log, last } = opened()
    log.warn({ err: Object.assign(new Error('connect to 10.0.0.1'), { code: 'ECONNREFUSED' }) }, 'away')
    expect(last().err).toMatchObject({ code: 'ECONNREFUSED' })
    log.warn({ err: Object.assign(new Error('NOAUTH Authentication required'), { name: 'ReplyError' }) }, 'away')
    expect(last().err).toMatchObject({ name: 'ReplyError', code: 'NOAUTH' })
    expect(JSON.stringify(last())).not.toContain('Authentication')
  })

  it('hides the secrets of a reload at once', () => {
    const { log, lines, learn } = opened()
    log.info({}, 'the-second-secret')
    learn(['the-second-secret'])
    log.info({}, 'the-second-secret')
    expect(lines.map((line) => line.includes('the-second-secret'))).toEqual([true, false])
  })

  it('is one line without characters that a terminal obeys, whatever its fields are', () => {
    const { log, lines, last } = opened()
    const code = 'x\n{"level":"info","msg":"attempt"}\r\u2028\u001b[2J\u009b2J\u202e\u007f'
    log.warn({ code }, code)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\P{Cc}*\n$/u)
    expect(lines[0]).not.toMatch(/[\u2028\u202e]/)
    expect(last()).toMatchObject({ code, msg: code })
  })

  it('is not written below its level', () => {
    const { log, lines } = opened('warn')
    log.info({}, 'quiet')
    expect(lines).toEqual([])
  })
})

describe('an error', () => {
  const personal = 'someone@contoso.com'
  const error = () =>
    Object.assign(
      new TypeError(`cannot read ${personal}\n    at ${personal} (row 3)`, { cause: new Error(personal) }),
      {
        code: 'E_BAD',
        request: { body: personal },
      },
    )

  it('is shown by name, code and place, never by its message', () => {
    const { log, lines, last } = opened()
    log.error({ err: error() }, 'a request failed')
    expect(lines.join()).not.toContain(personal)
    expect(last()).toMatchObject({ msg: 'a request failed', err: { name: 'TypeError', code: 'E_BAD' } })
    expect(last().err.stack[0]).toMatch(/^at .*log\.test\.ts/)
  })

  it('without a text gets the text “an error”', () => {
    const { log, lines } = opened()
    log.error(error())
    log.error({ err: error() })
    log.child({ destination: 'crm' }).warn({ err: error() })
    expect(lines).toHaveLength(3)
    expect(lines.join()).not.toContain(personal)
  })

  it('that is not an Error, or has no stack, is logged too', () => {
    const { log, lines } = opened()
    log.error({ err: Object.assign(new Error(personal), { stack: undefined }) }, 'odd')
    log.error({ err: personal }, 'thrown text')
    log.error({ err: undefined }, 'nothing')
    expect(lines).toHaveLength(3)
    expect(lines.join()).not.toContain(personal)
  })
})
