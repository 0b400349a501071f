import { useTranslations } from 'use-intl'
import type { DeliverySearch } from '../../app/search.ts'
import { askAct } from '../bulk/act-host.tsx'
import { Button } from '../button/button.tsx'
import { useLooksUp } from '../look-up-button/looks-up.ts'
import type { Group } from './group.ts'

/** Acts on all deliveries of a group. Each tells first how many it takes. */
export function GroupActs({ group: { state, count, destination }, filter }: { group: Group; filter: DeliverySearch }) {
  const t = useTranslations('group')
  const looksUp = useLooksUp(destination)
  const meant = { filter }
  return (
    <>
      {state === 'uncertain' && looksUp && (
        <Button kind="main" data-act="l" onPress={() => askAct('look-up', meant)}>
          {t('lookUp', { count })}
        </Button>
      )}
      {state === 'uncertain' && (
        <Button kind={looksUp ? 'usual' : 'main'} data-act="s" onPress={() => askAct('settle', meant)}>
          {t('settle', { count })}
        </Button>
      )}
      {['rejected', 'exhausted', 'uncertain'].includes(state) && (
        <Button data-act="r" onPress={() => askAct('replay', meant)}>
          {t('replay', { count })}
        </Button>
      )}
      {state !== 'sending' && <Button onPress={() => askAct('cancel', meant)}>{t('cancel', { count })}</Button>}
    </>
  )
}
