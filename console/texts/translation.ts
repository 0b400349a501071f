import type en from './en.ts'

/** Every text of the English file, in another language. */
export type Translation = Translated<typeof en>
export type Translated<T> = { [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }
