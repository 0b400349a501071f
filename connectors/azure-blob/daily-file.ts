/** The append blob of a day: made once, with its header, and known by its end. */
import { text } from 'node:stream/consumers'
import { configuration, transient, uncertain } from '../../src/failure.ts'
import { storageCode } from '../../src/outside/azure-storage-failure.ts'
import { unsent } from '../../src/outside/unsent.ts'
import { type Container, statusOf, unproven } from './container.ts'
import { header } from './lines.ts'
import type { Settings } from './settings.ts'

/** learn.microsoft.com/rest/api/storageservices/append-block: blocks in one append blob. */
const mostBlocks = 50_000

export type Appended = 'done' | 'moved' | 'full' | 'gone'

export function openFiles(config: Settings, container: Container) {
  const head = header(config)

  /** Bytes in it; `undefined` when it is not there. */
  async function lengthOf(name: string, signal: AbortSignal) {
    try {
      const found = await container.appendBlob(name).getProperties({ abortSignal: signal })
      const { blobType, contentLength, blobCommittedBlockCount: blocks = 0 } = found
      if (blobType === undefined || contentLength === undefined) throw unproven(statusOf(found))
      if (blobType !== 'AppendBlob') throw occupied(name)
      return { length: contentLength, full: blocks >= mostBlocks }
    } catch (failure) {
      const code = storageCode(failure)
      if (code === 'BlobNotFound' || code === 'ContainerNotFound') return undefined
      throw container.failed(failure)
    }
  }

  async function make(name: string, signal: AbortSignal): Promise<void> {
    const type = config.layout === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8'
    const create = () =>
      container.appendBlob(name).create({
        conditions: { ifNoneMatch: '*' },
        blobHTTPHeaders: { blobContentType: type },
        abortSignal: signal,
      })
    await container.writing(signal, create).catch((failure: unknown) => {
      const code = storageCode(failure)
      if (code !== 'BlobAlreadyExists' && code !== 'ConditionNotMet') throw container.failed(failure)
    })
  }

  async function append(name: string, bytes: Buffer, offset: number, signal: AbortSignal): Promise<Appended> {
    try {
      const conditions = { appendPosition: offset }
      const done = await container
        .appendBlob(name)
        .appendBlock(bytes, bytes.length, { conditions, abortSignal: signal })
      if (statusOf(done) !== 201 || Number(done.blobAppendOffset) !== offset) throw unproven(statusOf(done))
      return 'done'
    } catch (failure) {
      const code = storageCode(failure)
      if (code === 'AppendPositionConditionNotMet') return 'moved'
      if (code === 'BlockCountExceedsLimit') return 'full'
      if (code === 'BlobNotFound') return 'gone'
      throw container.failed(failure)
    }
  }

  /** `undefined` when the file ends before `offset`. */
  async function read(name: string, offset: number, count: number, signal: AbortSignal): Promise<Buffer | undefined> {
    try {
      const options = { abortSignal: signal, maxRetryRequests: 0 }
      const found = await container.appendBlob(name).download(offset, count, options)
      const { readableStreamBody, blobType, contentRange = '' } = found
      // That a line is not there is believed of the file's own bytes only: it leads to writing.
      const asked = blobType === 'AppendBlob' && contentRange.startsWith(`bytes ${offset}-`)
      if (!readableStreamBody || !asked) throw unreadable()
      return Buffer.from(await text(readableStreamBody).catch((cause: unknown) => Promise.reject(unreadable(cause))))
    } catch (failure) {
      const code = storageCode(failure)
      if (code === 'InvalidRange' || code === 'BlobNotFound' || code === 'ContainerNotFound') return undefined
      // The SDK says so of an answer that names no ETag.
      throw failure instanceof RangeError ? unreadable(failure) : container.failed(failure)
    }
  }

  async function startsWithHead(name: string, signal: AbortSignal): Promise<boolean> {
    if (head.length === 0) return true
    // The door reads text and takes a byte order mark for none.
    const mark = config.bom ? 3 : 0
    const found = await read(name, mark, head.length - mark, signal)
    return found?.equals(head.subarray(mark)) ?? false
  }

  return {
    lengthOf: (name: string, signal: AbortSignal) => unsent(lengthOf(name, signal)),
    read: (name: string, offset: number, count: number, signal: AbortSignal) =>
      unsent(read(name, offset, count, signal)),
    append,

    /** Where the next line goes; `undefined` when no line of ours may go into this file. */
    async ready(name: string, signal: AbortSignal): Promise<number | undefined> {
      for (let tries = 0; tries < 5; tries++) {
        const found = await unsent(lengthOf(name, signal))
        if (!found) await unsent(make(name, signal))
        else if (found.full) return undefined
        else if (found.length > 0 || head.length === 0) {
          return (await unsent(startsWithHead(name, signal))) ? found.length : undefined
        } else await unsent(append(name, head, 0, signal))
      }
      const message = 'Azure Blob does not show the day’s file, though it was just made'
      throw transient({ code: 'BlobNotFound', message })
    },
  }
}

function unreadable(cause?: unknown) {
  return uncertain({ code: 'UNREADABLE_REPLY', message: 'Azure Blob sent other bytes than were asked for', cause })
}

function occupied(name: string) {
  const message = `A blob of another kind has the name ${name}; move it, or set another prefix`
  return configuration({ code: 'InvalidBlobType', message })
}
