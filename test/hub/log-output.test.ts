import { describe, expect, it } from 'vitest'
import { type Destination, openLogOutput } from '../../src/hub/log-output.ts'
import { eventually } from '../setup/eventually.ts'

/** A destination that takes only as many bytes as the test allows. */
function scripted() {
  const script = { taken: '', asked: 0, answer: (bytes: Buffer): Error | number | 'later' => bytes.length }
  let held: (() => void) | undefined
  const destination: Destination = {
    write(bytes, done) {
      script.asked++
      const answer = script.answer(bytes)
      const take = (count: number) => {
        script.taken += bytes.subarray(0, count).toString()
        done(null, count)
      }
      if (answer === 'later') held = () => take(bytes.length)
      else if (typeof answer === 'number') setImmediate(() => take(answer))
      else setImmediate(() => done(answer, 0))
    },
    writeLast: (bytes) => void (script.taken += bytes.toString()),
    blocks: true,
  }
  return { script, destination, letGo: () => held?.() }
}

const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

describe('the log’s output', () => {
  it('gets the lines of a while as one write, and the first line after a pause at once', async () => {
    const { script, destination } = scripted()
    const output = openLogOutput(destination, { apart: 600_000 })
    output.write('a\n')
    await eventually(() => expect(script.taken).toBe('a\n'))
    output.write('b\n')
    await new Promise(setImmediate)
    output.write('c\n')
    await output.flush(10_000)
    expect(script).toMatchObject({ taken: 'a\nb\nc\n', asked: 2 })
  })

  it('gets the lines of one tick as one write, in their order', async () => {
    const { script, destination } = scripted()
    const output = openLogOutput(destination)
    output.write('a\n')
    output.write('b\n')
    expect(script.asked).toBe(0)
    await output.flush(10_000)
    expect(script).toMatchObject({ taken: 'a\nb\n', asked: 1 })
  })

  it('writes the rest if only a part was written', async () => {
    const { script, destination } = scripted()
    script.answer = (bytes) => Math.min(3, bytes.length)
    const output = openLogOutput(destination)
    output.write('one line\nand another\n')
    await output.flush(10_000)
    expect(script.taken).toBe('one line\nand another\n')
  })

  it('keeps lines while the disk is full, counts lines that it loses, and reports them when there is room again', async () => {
    const { script, destination } = scripted()
    const recovered: number[] = []
    const output = openLogOutput(destination, { most: 8, again: 1, onRecovered: (lost) => void recovered.push(lost) })
    script.answer = () => full
    output.write('first\n')
    await eventually(() => expect(script.asked).toBeGreaterThan(2))
    output.write('second\n')
    output.write('third\nfourth\n')
    output.write('fifth\n')
    expect(output.lost()).toBe(3)
    expect(recovered).toEqual([])
    script.answer = (bytes) => bytes.length
    await output.flush(10_000)
    expect(script.taken).toBe('first\nsecond\n')
    expect(recovered).toEqual([3])
    output.write('sixth\n')
    await output.flush(10_000)
    expect(script.taken).toBe('first\nsecond\nsixth\n')
    expect(recovered).toEqual([3])
  })

  it('does not wait for a reader that has stopped, says so, and goes on when it reads again', async () => {
    const { script, destination, letGo } = scripted()
    script.answer = () => 'later'
    const output = openLogOutput(destination, { most: 8 })
    output.write('first\n')
    await eventually(() => expect(script.asked).toBe(1))
    output.write('second\n')
    output.write('third\n')
    await output.flush(1)
    expect(output.stuck()).toBe(true)
    expect(output.lost()).toBe(1)
    script.answer = (bytes) => bytes.length
    letGo()
    await output.flush(10_000)
    expect(output.stuck()).toBe(false)
    expect(script.taken).toBe('first\nsecond\n')
  })

  it('writes the remaining lines when the process ends', () => {
    const { script, destination } = scripted()
    const output = openLogOutput(destination)
    output.write('last\n')
    process.emit('exit', 0)
    expect(script.taken).toBe('last\n')
  })
})
