/** Makes a picture of a page a third of its size: 256 colours are enough for text on plain ground. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** @param png of 8 bits a channel, not interlaced, as a browser makes it */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png)
  const header = chunks.find(({ type }) => type === 'IHDR')!.data
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = header[9] === 6 ? 4 : 3
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((one) => one.data)))
  const pixels = unfiltered(data, width * channels, height, channels)
  const { palette, indexOf } = paletteOf(pixels, channels)
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf(pixels, (y * width + x) * channels)
  }
  header[8] = 8
  header[9] = 3
  const parts: [string, Buffer][] = [
    ['IHDR', header],
    ['PLTE', palette],
    ['IDAT', deflateSync(rows, { level: 9 })],
    ['IEND', Buffer.alloc(0)],
  ]
  return Buffer.concat([png.subarray(0, 8), ...parts.map(([type, held]) => chunk(type, held))])
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Undoes the filters of the rows (www.w3.org/TR/png, 9). */
function unfiltered(data: Buffer, length: number, height: number, step: number): Buffer {
  const pixels = Buffer.alloc(length * height)
  for (let y = 0; y < height; y++) {
    const filter = data[y * (length + 1)]!
    for (let x = 0; x < length; x++) {
      const left = x >= step ? pixels[y * length + x - step]! : 0
      const up = y > 0 ? pixels[(y - 1) * length + x]! : 0
      const corner = x >= step && y > 0 ? pixels[(y - 1) * length + x - step]! : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!
      pixels[y * length + x] = data[y * (length + 1) + 1 + x]! + guess
    }
  }
  return pixels
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [left, up, corner].map((near) => Math.abs(left + up - corner - near)) as [number, number, number]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

/** The most frequent colours; all others become the nearest of them. */
function paletteOf(pixels: Buffer, step: number) {
  const colorAt = (from: Buffer, at: number) => from.readUIntBE(at, 3)
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at += step) {
    const color = colorAt(pixels, at)
    counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  const colors = [...counts.keys()].toSorted((a, b) => counts.get(b)! - counts.get(a)!)
  const kept = colors.slice(0, 256)
  const distance = (a: number, b: number) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0)
  const nearest = (color: number) =>
    kept.reduce((best, one, at) => (distance(one, color) < distance(kept[best]!, color) ? at : best), 0)
  const index = new Map(colors.map((color, at) => [color, at < 256 ? at : nearest(color)]))
  const palette = Buffer.alloc(kept.length * 3)
  kept.forEach((color, at) => void palette.writeUIntBE(color, at * 3, 3))
  return { palette, indexOf: (from: Buffer, at: number) => index.get(colorAt(from, at))! }
}
