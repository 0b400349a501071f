import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useAct } from '../../hub/queries.ts'
import { Button } from '../button/button.tsx'
import { Refused } from '../refused/refused.tsx'

/** Sends a test lead on the normal way to this destination alone, and leads to it. */
export function TestLeadButton({ id }: { id: string }) {
  const t = useTranslations('acts')
  const send = useAct('post /destinations/{id}/test-leads')
  return (
    <>
      <Button isPending={send.isPending} onPress={() => send.mutate({ params: { id } })}>
        {t('testLead')}
      </Button>
      {send.data && (
        <p role="status">
          <Link to="/leads/$id" params={{ id: send.data.lead }}>
            {t('testLeadSent')}
          </Link>
        </p>
      )}
      <Refused error={send.error} />
    </>
  )
}
