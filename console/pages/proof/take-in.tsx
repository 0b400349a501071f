import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Answer } from '../../hub/client.ts'
import { useAct, useHub } from '../../hub/queries.ts'
import { Button } from '../../parts/button/button.tsx'
import { Choices, Dialog } from '../../parts/dialog/dialog.tsx'
import { Radio } from '../../parts/radio/radio.tsx'
import { Refused } from '../../parts/refused/refused.tsx'

export type Imported = NonNullable<Answer<'post /reconciliations/referrals'>['imported']>

interface Props {
  csv: string
  /** How many are missing. */
  count: number
  onTaken(imported: Imported): void
}

/** Takes in what is missing, after its number and its source were told. */
export function TakeIn({ csv, count, onTaken }: Props) {
  const t = useTranslations('download')
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const [becomes, setBecomes] = useState<'deliver' | 'keep'>('deliver')
  const sources = useHub('get /sources').data?.items ?? []
  const usual = sources.find(({ type }) => type === 'marketplace') ?? sources[0]
  const source = chosen ?? usual?.id
  const take = useAct('post /reconciliations/referrals')
  function confirm(): void {
    if (source === undefined || take.isPending) return
    take.mutate(
      { body: { csv, import: { source, keepOnly: becomes === 'keep' } } },
      {
        onSuccess: ({ imported }) => {
          setOpen(false)
          take.reset()
          if (imported) onTaken(imported)
        },
      },
    )
  }
  return (
    <div>
      <Button kind="main" onPress={() => setOpen(true)}>
        {t('takeIn', { count })}
      </Button>
      {isOpen && (
        <Dialog title={t('takeInTitle', { count })} isOpen onOpenChange={setOpen} onConfirm={confirm}>
          <p>{t('takeInDetail')}</p>
          <Radio
            label={t('source')}
            value={source}
            options={sources.map(({ id }) => ({ value: id, text: id }))}
            onChange={setChosen}
          />
          <Radio<'deliver' | 'keep'>
            label={t('deliver')}
            value={becomes}
            options={[
              { value: 'deliver', text: t('deliverThem') },
              { value: 'keep', text: t('keepOnly') },
            ]}
            onChange={setBecomes}
          />
          <Refused error={take.error} />
          <Choices>
            <Button onPress={() => setOpen(false)}>{t('back')}</Button>
            <Button kind="main" isDisabled={source === undefined || take.isPending} onPress={confirm}>
              {t('takeInNow', { count })}
            </Button>
          </Choices>
        </Dialog>
      )}
    </div>
  )
}
