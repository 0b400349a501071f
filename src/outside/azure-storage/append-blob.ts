/** An append blob: look up, create, append and read back, each with proof. */
import { text } from 'node:stream/consumers'
import { uncertain } from '../../failure.ts'
import { type Container, missingBlob, statusOf } from './blob-client.ts'
import { unproven } from './failure.ts'

/** Largest number of blocks in one append blob (learn.microsoft.com/rest/api/storageservices/append-block). */
const maxBlocks = 50_000

export function openAppendBlob({ ask, write, appendBlob }: Container, name: string, abortSignal: AbortSignal) {
  const blob = appendBlob(name)

  /** @returns length in bytes; `undefined` when the blob does not exist. */
  async function look(): Promise<{ type: string; length: number; full: boolean } | undefined> {
    const found = await ask(() => blob.getProperties({ abortSignal }), ...missingBlob)
    if ('refused' in found) return undefined
    const { blobType: type, contentLength: length, blobCommittedBlockCount: blocks = 0 } = found.result
    if (type === undefined || length === undefined) throw unproven('blob', statusOf(found.result))
    return { type, length, full: blocks >= maxBlocks }
  }

  /** An existing blob is left unchanged. */
  async function make(blobContentType: string): Promise<void> {
    const options = { conditions: { ifNoneMatch: '*' }, blobHTTPHeaders: { blobContentType }, abortSignal }
    await write(abortSignal, () => blob.create(options), 'BlobAlreadyExists', 'ConditionNotMet')
  }

  /** Appends at that offset or not at all. @returns the code if the blob does not take the bytes there. */
  async function append(bytes: Buffer, offset: number): Promise<string | undefined> {
    const options = { conditions: { appendPosition: offset }, abortSignal }
    const call = () => blob.appendBlock(bytes, bytes.length, options)
    const done = await ask(call, 'AppendPositionConditionNotMet', 'BlockCountExceedsLimit', 'BlobNotFound')
    if ('refused' in done) return done.refused
    const { blobAppendOffset: at } = done.result
    if (statusOf(done.result) !== 201 || Number(at) !== offset) throw unproven('blob', statusOf(done.result))
    return undefined
  }

  /** @returns `undefined` when the blob ends before `offset`. */
  async function read(offset: number, count: number): Promise<Buffer | undefined> {
    // The SDK throws a RangeError for an answer without an ETag.
    const download = () => blob.download(offset, count, { abortSignal, maxRetryRequests: 0 }).catch(unlessRange)
    const found = await ask(download, 'InvalidRange', ...missingBlob)
    if ('refused' in found) return undefined
    const { readableStreamBody: body, blobType, contentRange = '' } = found.result
    // Missing bytes are written again, so only the blob's own bytes may prove that some are missing.
    if (!body || blobType !== 'AppendBlob' || !contentRange.startsWith(`bytes ${offset}-`)) throw otherBytes()
    return Buffer.from(await text(body).catch((cause: unknown) => Promise.reject(otherBytes(cause))))
  }

  return { look, make, append, read }
}

function unlessRange(reason: unknown): never {
  throw reason instanceof RangeError ? otherBytes(reason) : reason
}

function otherBytes(cause?: unknown) {
  return uncertain({ code: 'UNREADABLE_REPLY', message: 'Azure Blob sent other bytes than were asked for', cause })
}
