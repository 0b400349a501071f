import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Body, hub } from '../../hub/client.ts'
import { useHub } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { Choose, Filters } from '../../parts/choose/choose.tsx'
import { Area } from '../../parts/field/area.tsx'
import { Field } from '../../parts/field/field.tsx'
import { Refused } from '../../parts/refused/refused.tsx'
import { DryRunAnswer } from './dry-run-answer.tsx'
import { exampleOf } from './example.ts'
import styles from './routing.module.css'

const route = getRouteApi('/routing')

/** Tells where a lead would go, and changes nothing. What is pasted stays on this page: no address and no storage has it. */
export function DryRun() {
  const t = useTranslations('leadDryRun')
  const { lead: asked } = route.useSearch()
  const sources = useHub('get /sources')
  const [kind, setKind] = useState<'pasted' | 'stored'>(asked === undefined ? 'pasted' : 'stored')
  const [lead, setLead] = useState(asked ?? '')
  const [chosen, setChosen] = useState<string>()
  const [offer, setOffer] = useState('')
  const [body, setBody] = useState('')
  const [isMissing, setMissing] = useState(false)
  const attempt = useMutation({
    mutationFn: (given: Body<'post /dry-runs'>) => hub.call('post /dry-runs', { body: given }),
  })
  const items = sources.data?.items ?? []
  const first = items.find(({ type }) => type === 'marketplace') ?? items[0]
  const source = items.find(({ id }) => id === chosen) ?? first

  const { mutate } = attempt
  const begun = useRef(false)
  useEffect(() => {
    if (asked === undefined || begun.current) return
    begun.current = true
    mutate({ lead: asked })
  }, [asked, mutate])

  function send(event: FormEvent): void {
    event.preventDefault()
    if (attempt.isPending) return
    const text = kind === 'stored' ? lead : body
    setMissing(text.trim() === '')
    if (text.trim() === '') return
    const given = offer.trim() === '' ? {} : { offer: offer.trim() }
    mutate(kind === 'stored' ? { lead: lead.trim() } : { source: source?.id ?? '', body, ...given })
  }

  const example = source && exampleOf(source.type)
  return (
    <>
      <form className={styles['form']} noValidate onSubmit={send}>
        <fieldset className={styles['kinds']}>
          <legend className="soft small">{t('which')}</legend>
          {(['pasted', 'stored'] as const).map((one) => (
            <label key={one} className={styles['kind']}>
              <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} /> {t(one)}
            </label>
          ))}
        </fieldset>
        {kind === 'stored' ? (
          <Field
            label={t('id')}
            value={lead}
            onChange={setLead}
            validationBehavior="aria"
            autoComplete="off"
            isRequired
          />
        ) : (
          <>
            <Filters>
              <Choose
                label={t('source')}
                all={first?.id ?? ''}
                value={chosen}
                options={items.filter((one) => one !== first).map(({ id }) => ({ value: id, text: id }))}
                onChange={setChosen}
              />
              <Field label={t('offer')} value={offer} onChange={setOffer} autoComplete="off" />
            </Filters>
            <Area
              label={t('body')}
              help={t('bodyHelp')}
              value={body}
              onChange={setBody}
              validationBehavior="aria"
              autoComplete="off"
              isRequired
            />
          </>
        )}
        <div className={styles['acts']}>
          <Button kind="main" type="submit">
            {t('send')}
          </Button>
          {kind === 'pasted' && example && <Button onPress={() => setBody(example)}>{t('example')}</Button>}
        </div>
      </form>
      {isMissing && <p role="alert">{t(kind === 'stored' ? 'noId' : 'noBody')}</p>}
      <Refused error={attempt.error} />
      {attempt.data && <DryRunAnswer run={attempt.data} stored={attempt.variables?.lead} />}
    </>
  )
}
