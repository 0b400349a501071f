import { describe, expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import { azureTable } from '../../../connectors/azure-table/index.ts'
import { storageProblems } from '../../../src/outside/azure-storage/problems.ts'

describe.for([azureTable, azureBlob])('$type', ({ type, problems }) => {
  test('each code stands in one entry', () => {
    const codes = problems.flatMap((problem) => problem.codes ?? [])
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
  })

  test('no entry mentions the other service, or has an open placeholder', () => {
    const [service, other] = type === 'azure-table' ? (['table', 'blob'] as const) : (['blob', 'table'] as const)
    for (const { id, ...said } of storageProblems(service)) {
      expect(id).toMatch(new RegExp(`^${type}-`))
      const words = JSON.stringify([said.cause, said.remedy, said.link])
      expect(words).not.toMatch(/\{\w+\}/)
      expect(words.toLowerCase().replace(/of another service \([^)]*\)/, '')).not.toMatch(
        new RegExp(`\\b${other}s?\\b`),
      )
    }
  })

  test('each code of the service has the class of its entry', () => {
    for (const problem of problems.filter(({ id }) => !id.includes('-entra-'))) {
      const own = problem.codes?.filter((code) => !/^E[A-Z]/.test(code)) ?? []
      expect([problem.id, own.length === 0 || problem.class !== undefined]).toEqual([problem.id, true])
    }
  })
})
