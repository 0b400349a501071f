/** Goes to anything: a page, a destination, an offer, a lead, a delivery, a receipt. What is typed stands in no address. */
import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Autocomplete, Input, Label, Menu, MenuItem, SearchField } from 'react-aria-components'
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Dialog } from '../../parts/dialog/dialog.tsx'
import field from '../../parts/field/field.module.css'
import { Moment } from '../../parts/moment/moment.tsx'
import { useOffers } from '../../parts/offers/use-offers.ts'
import { Person } from '../../parts/person/person.tsx'
import { State } from '../../parts/state/state.tsx'
import { useMe } from '../me.tsx'
import { keepSought } from '../sought.ts'
import menu from './account.module.css'
import { useFound } from './found.ts'
import styles from './go-to.module.css'
import { places } from './places.ts'

/** Milliseconds without a key before the hub is asked. */
const pause = 200
/** The item that leads to all leads that are found. */
const all = 'all'
/** Of each kind. */
const most = 6

export function GoTo({ onClose }: { onClose(): void }) {
  const t = useTranslations('goTo')
  const shell = useTranslations('shell')
  const router = useRouter()
  const { acts } = useMe()
  const [typed, setTyped] = useState('')
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed])
  const destinations = useHub('get /destinations').data?.items ?? []
  const offers = useOffers()
  const { leads, count, delivery, isAsking } = useFound(settled, acts)
  const matches = (text: string) => folded(text).includes(folded(typed.trim()))

  function go(href: string): void {
    onClose()
    if (href === all) void router.navigate({ to: '/leads', state: { text: keepSought(settled) } })
    else router.history.push(href)
  }
  const named = [
    ...places.map(({ to, name }) => ({ href: to, text: shell(name), kind: t('page') })),
    ...some(destinations.filter(({ id }) => matches(id))).map(({ id }) => ({
      href: `/destinations/${encodeURIComponent(id)}`,
      text: id,
      kind: t('destination'),
    })),
    ...(typed.trim() === '' ? [] : some(offers.filter(({ offer, title }) => matches(`${offer} ${title ?? ''}`)))).map(
      ({ offer }) => ({ href: `/leads?offer=${encodeURIComponent(offer)}`, text: offer, kind: t('offer') }),
    ),
  ].filter(({ text, kind }) => kind !== t('page') || matches(text))
  const isEmpty = named.length === 0 && leads.length === 0 && !delivery

  return (
    <Dialog title={t('title')} isOpen onOpenChange={onClose}>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField className={field['field'] ?? ''} autoFocus autoComplete="off">
          <Label className={field['label'] ?? ''}>{t(acts ? 'label' : 'labelViewer')}</Label>
          <Input className={field['input'] ?? ''} spellCheck={false} />
        </SearchField>
        <Menu
          aria-label={t('found')}
          className={styles['found'] ?? ''}
          onAction={(key) => go(String(key))}
          renderEmptyState={() => null}
        >
          {delivery && (
            <MenuItem id={delivery.href} textValue={delivery.id} className={menu['item'] ?? ''}>
              <span className={styles['words']}>
                <State of={delivery.state} /> {delivery.destination} <code>{delivery.id}</code>
              </span>
              <span className="soft small">{t('delivery')}</span>
            </MenuItem>
          )}
          {leads.map(({ id, name, company, offer, matched, receivedAt }) => (
            <MenuItem key={id} id={`/leads/${id}`} textValue={offer} className={menu['item'] ?? ''}>
              <span className={styles['words']}>
                <Person name={name} company={company} /> {offer}{' '}
                <span className="soft small">
                  <Moment at={receivedAt} /> <code>…{id.slice(-6)}</code>
                </span>
              </span>
              <span className="soft small">{matched?.includes('receipt') ? t('receipt') : t('lead')}</span>
            </MenuItem>
          ))}
          {count > leads.length && leads.length > 0 && (
            <MenuItem id={all} textValue={settled} className={menu['item'] ?? ''}>
              <span className={styles['words']}>{t('all', { count })}</span>
            </MenuItem>
          )}
          {named.map(({ href, text, kind }) => (
            <MenuItem key={href} id={href} textValue={text} className={menu['item'] ?? ''}>
              <span className={styles['words']}>{text}</span>
              <span className="soft small">{kind}</span>
            </MenuItem>
          ))}
        </Menu>
      </Autocomplete>
      <p role="status" className="soft">
        {isAsking ? t('asking') : isEmpty ? t('nothing') : ''}
      </p>
    </Dialog>
  )
}

function some<T>(items: readonly T[]): readonly T[] {
  return items.slice(0, most)
}

/** Without marks and case: `Müller` is found by `mul`. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
