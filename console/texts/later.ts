/** Texts that are loaded with the pages that need them, so that the first page stays light. */
import type { alerts } from './en/alerts.ts'
import type { proof } from './en/proof.ts'
import type { Translated } from './translation.ts'

export type Later = typeof alerts & typeof proof

export const later = {
  alerts: {
    en: () => import('./en/alerts.ts').then((file) => file.alerts),
    fr: () => import('./fr/alerts.ts').then((file) => file.alerts satisfies Translated<typeof alerts>),
  },
  proof: {
    en: () => import('./en/proof.ts').then((file) => file.proof),
    fr: () => import('./fr/proof.ts').then((file) => file.proof satisfies Translated<typeof proof>),
  },
}
