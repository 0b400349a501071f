/** The operations of the management API, as types. Nothing of the hub's code is imported. */
import type { Operation } from '../api/endpoints.ts'

/** The operations by their names, such as `get /leads/{id}`. */
type Operations = { [O in Operation as `${O['method']} ${O['path']}`]: NonNullable<O['types']> }

/** The name of an operation: its method and its path. */
export type Name = keyof Operations

export type Answer<N extends Name> = Operations[N]['answer']

/** The query of a list; its searches take the same as a body. */
export type Query<N extends Name> = Operations[N]['query']

export type Body<N extends Name> = Operations[N]['body']

/** The parts of a request. A part without required keys may be left out, and a part without keys does not exist. */
type Given<N extends Name> = Part<'params', Operations[N]> &
  Part<'query', Operations[N]> &
  Part<'body', Operations[N]> &
  Conditions

/** ETags of earlier answers, as the hub gave them. */
interface Conditions {
  /** With an act: it is done only if its thing is as it was. Else the hub refuses it with 412. */
  ifMatch?: string | undefined
  /** When reading: if nothing changed since, `ask` returns no answer. */
  ifNoneMatch?: string | undefined
  signal?: AbortSignal | undefined
}

type Part<K extends 'params' | 'query' | 'body', T extends Record<K, object>> = string extends keyof T[K]
  ? unknown
  : Record<never, never> extends T[K]
    ? { [key in K]?: T[K] }
    : { [key in K]: T[K] }

/** The arguments after the name: none are needed if no part of the request is. */
export type Arguments<N extends Name> = Record<never, never> extends Given<N> ? [given?: Given<N>] : [given: Given<N>]
