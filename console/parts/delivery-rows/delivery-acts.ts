/** Acts on one delivery of a list, by a letter on its row. */
import { useTranslations } from 'use-intl'
import { hub } from '../../hub/client.ts'
import { readAgain } from '../../hub/queries.ts'
import { announce } from '../announce/announce.tsx'
import { isOpen, type Open } from '../settle-dialog/open.ts'

/** Each act tells its outcome, also why it was refused. */
export function useDeliveryActs() {
  const t = useTranslations('lookUp')
  const erased = useTranslations('erased')
  async function told(act: Promise<string>): Promise<void> {
    announce(
      await act
        .catch((error: Error) => error.message)
        .finally(() => {
          void readAgain()
        }),
    )
  }
  return {
    lookUp(delivery: Open): void {
      const isOffered = isOpen(delivery) && !delivery.erased
      announce(delivery.erased ? erased('acts') : t(isOffered ? 'asking' : 'notOpen'))
      if (!isOffered) return
      const given = { params: { id: delivery.id }, ifMatch: `"${delivery.etag}"` }
      void told(
        hub
          .call('post /deliveries/{id}/lookups', given)
          .then(({ result, receipt, reason }) =>
            [t(result), receipt?.reference, reason?.message].filter(Boolean).join(' '),
          ),
      )
    },
    check(destination: string): void {
      announce(t('asking'))
      void told(
        hub.call('post /destinations/{id}/checks', { params: { id: destination } }).then(({ detail }) => detail),
      )
    },
  }
}
