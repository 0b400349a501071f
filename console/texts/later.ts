/** Texts that are loaded with the pages that need them, so that the first page stays light. */
import type { alerts } from './en/alerts.ts'
import type { bulk } from './en/bulk.ts'
import type { proof } from './en/proof.ts'
import type { reasons } from './en/reasons.ts'
import type { Translated } from './translation.ts'

export type Later = typeof alerts & typeof bulk & typeof proof & typeof reasons

export const later = {
  alerts: {
    en: () => import('./en/alerts.ts').then((file) => file.alerts),
    fr: () => import('./fr/alerts.ts').then((file) => file.alerts satisfies Translated<typeof alerts>),
  },
  bulk: {
    en: () => import('./en/bulk.ts').then((file) => file.bulk),
    fr: () => import('./fr/bulk.ts').then((file) => file.bulk satisfies Translated<typeof bulk>),
  },
  proof: {
    en: () => import('./en/proof.ts').then((file) => file.proof),
    fr: () => import('./fr/proof.ts').then((file) => file.proof satisfies Translated<typeof proof>),
  },
  reasons: {
    en: () => import('./en/reasons.ts').then((file) => file.reasons),
    fr: () => import('./fr/reasons.ts').then((file) => file.reasons satisfies Translated<typeof reasons>),
  },
}
