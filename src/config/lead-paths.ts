import { leadPaths } from '../lead/properties.ts'
import { nearest } from './nearest.ts'

const open = ['campaign', 'raw']

export function unknownReads(reads: readonly string[]): { read: string; hint: string | undefined }[] {
  return reads.filter((read) => !isKnown(read)).map((read) => ({ read, hint: nearest(read, leadPaths) }))
}

function isKnown(read: string): boolean {
  const top = read.split('.')[0] ?? ''
  return open.includes(top) || leadPaths.some((path) => path === read || path.startsWith(`${read}.`))
}
