/** Reads leads from any JSON, by expressions that find each part of the lead. */
import { compileExpression, type Expression } from './expression.ts'
import { textOf } from './sent-value.ts'

export interface JsonMap {
  /** Lead path → expression over the object of one lead. */
  fields: Readonly<Record<string, string>>
  /** Expression that finds the list of leads, where one body holds several leads. */
  list?: string | undefined
}

export interface JsonReader {
  /** The objects that each hold a lead; without `list`, the body itself. undefined = the body has no such list. */
  parts(body: unknown): readonly unknown[] | undefined
  /** Texts by lead path, for `readFlat`. Lists and objects do not count as texts. */
  flat(part: unknown): Record<string, string>
}

/** @throws ExpressionError */
export function openJsonReader({ fields, list }: JsonMap): JsonReader {
  const find = list === undefined ? undefined : compileExpression(list)
  const finds = Object.entries(fields).map(([path, text]): [string, Expression] => [path, compileExpression(text)])
  return {
    parts(body) {
      if (!find) return [body]
      const found = find(body)
      return Array.isArray(found) ? found : undefined
    },
    flat: (part) => Object.fromEntries(finds.map(([path, at]) => [path, textOf(at(part))])),
  }
}
