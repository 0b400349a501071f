/** What would become of the lead today: by routes, mapping and rules. It shows no values of the person. */
import { useTranslations } from 'use-intl'
import { useHub } from '../../hub/queries.ts'
import { Answered } from '../../parts/answer/answered.tsx'
import { Button } from '../../parts/button/button.tsx'
import { Choices, Dialog } from '../../parts/dialog/dialog.tsx'
import { State } from '../../parts/state/state.tsx'
import styles from './lead.module.css'

export function DryRunDialog({ lead, onClose }: { lead: string; onClose(): void }) {
  const t = useTranslations('dryRun')
  const run = useHub('post /dry-runs', { body: { lead } })
  return (
    <Dialog title={t('title')} isOpen onOpenChange={onClose} onConfirm={onClose}>
      <Answered asked={run}>
        {({ state, reason, configVersion, destinations, withheld }) => (
          <>
            <p>
              <State of={state} /> {reason}{' '}
              <span className="soft">{t('version', { version: configVersion.slice(0, 6) })}</span>
            </p>
            <ul className={styles['plain']}>
              {destinations.map(({ destination, route, already, refused, notes, fields }) => (
                <li key={destination}>
                  {destination}: {t('route', { route })}.{' '}
                  {refused ? t('refused', { why: refused.message }) : t('passes')}{' '}
                  {t('fields', { count: Object.keys(fields).length, notes: notes.length })}{' '}
                  {already && (
                    <>
                      {t('already')} <State of={already} />
                    </>
                  )}
                </li>
              ))}
              {withheld.map(({ destination, why }) => (
                <li key={destination}>
                  {destination}: {why}
                </li>
              ))}
            </ul>
          </>
        )}
      </Answered>
      <Choices>
        <Button kind="main" onPress={onClose}>
          {t('close')}
        </Button>
      </Choices>
    </Dialog>
  )
}
